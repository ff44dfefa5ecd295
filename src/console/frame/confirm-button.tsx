import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { texts } from '../texts.ts'

type Props = {
  readonly text: string
  /** What the button is about, where its text does not say it. */
  readonly label?: string
  /** What happens, asked before it does. */
  readonly question: string
  readonly isBusy?: boolean
  readonly isDisabled?: boolean
  readonly onConfirm: () => void
}

/** A button for what cannot be taken back: the first press asks, the second does it. */
export function ConfirmButton({
  text,
  label = text,
  question,
  isBusy = false,
  isDisabled,
  onConfirm,
}: Props) {
  const [isAsking, setIsAsking] = useState(false)
  if (!isAsking)
    return (
      <Button
        variant="default"
        aria-label={label}
        loading={isBusy}
        disabled={isDisabled ?? false}
        onClick={() => setIsAsking(true)}
      >
        {text}
      </Button>
    )
  return (
    <Group role="group" gap="xs" aria-label={question}>
      <Text size="sm">{question}</Text>
      <Button variant="default" autoFocus onClick={() => setIsAsking(false)}>
        {texts.cancel}
      </Button>
      <Button
        color="red"
        loading={isBusy}
        aria-label={label}
        onClick={() => {
          setIsAsking(false)
          onConfirm()
        }}
      >
        {text}
      </Button>
    </Group>
  )
}
