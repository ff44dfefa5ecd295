import { Alert, Text } from '@mantine/core'

/** A sentence about what has just happened. */
export function Notice({ text, isError = false }: { text: string; isError?: boolean }) {
  return (
    <Alert color={isError ? 'red' : 'petrol'} variant="light" role={isError ? 'alert' : 'status'}>
      <Text size="sm" c="var(--mantine-color-text)">
        {text}
      </Text>
    </Alert>
  )
}
