import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { texts } from '../texts.ts'
import { MoonIcon, SunIcon } from './icons.tsx'

export function ColorToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const other = scheme === 'light' ? 'dark' : 'light'
  const label = other === 'dark' ? texts.header.toDark : texts.header.toLight
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={40}
      radius="xl"
      aria-label={label}
      title={label}
      c="var(--mantine-color-text)"
      onClick={() => setColorScheme(other)}
    >
      {other === 'dark' ? <MoonIcon /> : <SunIcon />}
    </ActionIcon>
  )
}
