import { Text } from '@mantine/core'
import { CodeBlock } from './code-block.tsx'

/** A secret, or an address with one, to be copied now or never; nothing while there is none. */
export function ShownOnce({ text, code }: { text: string; code: string | null }) {
  if (code === null) return null
  return (
    <div role="status">
      <Text mb="xs">{text}</Text>
      <CodeBlock code={code} />
    </div>
  )
}
