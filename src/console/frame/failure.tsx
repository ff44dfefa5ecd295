import { Alert, Button, Group, Text } from '@mantine/core'
import { errorText } from '../api/errors.ts'
import { texts } from '../texts.ts'

type Props = { error: unknown; text?: string; onRetry?: () => void }

/** Something that could not be loaded, in words, with a way to try again. */
export function Failure({ error, text = errorText(error), onRetry }: Props) {
  return (
    <Alert color="red" variant="light" role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="var(--mantine-color-text)">
          {text}
        </Text>
        {onRetry && (
          <Button size="compact-md" variant="default" onClick={onRetry}>
            {texts.tryAgain}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
