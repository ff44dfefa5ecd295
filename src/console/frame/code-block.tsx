import { Button, Group } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { texts } from '../texts.ts'
import classes from './views.module.css'

/** Text to be copied as it is. */
export function CodeBlock({ code }: { code: string }) {
  const clipboard = useClipboard()
  return (
    <div>
      <pre className={classes['code']}>{code}</pre>
      <Group mt="xs">
        <Button variant="default" onClick={() => clipboard.copy(code)}>
          {clipboard.copied ? texts.settings.code.copied : texts.settings.code.copy}
        </Button>
      </Group>
    </div>
  )
}
