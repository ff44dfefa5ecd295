import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { texts } from '../texts.ts'

/** Shown instead of a page whose code failed. */
export function Crash() {
  return (
    <Center component="main" mih="100vh" p="lg">
      <Stack align="center" role="alert">
        <Title order={1}>{texts.crash.title}</Title>
        <Text c="dimmed">{texts.crash.lead}</Text>
        <Button onClick={() => window.location.reload()}>{texts.crash.reload}</Button>
      </Stack>
    </Center>
  )
}
