import { Anchor, Button, List, Stack, Text, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Section } from '../account/section.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { texts } from '../texts.ts'
import { playgroundAddress } from './playground-address.ts'

const words = texts.masking

/**
 * The way to the masking playground, which is the preview on the page itself: a page of a customer never gets a handle on
 * the console (docs/decisions/0019).
 */
export function MaskingPage() {
  const [text, setText] = useState('')
  const address = playgroundAddress(text)
  return (
    <Stack gap="lg" maw="48rem">
      <PageHeading title={words.title} lead={words.lead} />
      <Section title={words.address}>
        <TextInput
          aria-label={words.address}
          type="url"
          inputMode="url"
          placeholder={words.example}
          value={text}
          error={text !== '' && address === null ? words.wrong : null}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {address !== null && (
          <Button component="a" href={address} target="_blank" rel="noopener noreferrer" w="fit-content">
            {words.open}
          </Button>
        )}
        <List type="ordered" spacing="xs">
          {words.steps.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
        <Text c="dimmed">{words.safe}</Text>
        <Anchor component={Link} to="/settings">
          {words.settings}
        </Anchor>
      </Section>
    </Stack>
  )
}
