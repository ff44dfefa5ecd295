import { Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

type Props = { title: string; lead?: string; children: ReactNode }

/** One subject of a page of settings. */
export function Section({ title, lead, children }: Props) {
  const id = useId()
  return (
    <Paper component="section" withBorder p="lg" radius="lg" aria-labelledby={id}>
      <Stack gap="md">
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm" mt={2}>
              {lead}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  )
}
