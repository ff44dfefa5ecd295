import { Alert, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { codeText } from '../api/errors.ts'
import { PageHeading } from '../frame/page-heading.tsx'
import { texts } from '../texts.ts'
import classes from './join.module.css'
import { JoinForm } from './join-form.tsx'
import { displayKey, keyFromEntry } from './key.ts'

const words = texts.join

/** The form to join by key, and what a redirect to this page says about a join that did not work. */
export function JoinPanel({ mayView }: { mayView: boolean }) {
  const field = useRef<HTMLInputElement>(null)
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/' })
  // Whatever an address says, only a well-formed key is shown or filled in.
  const key = keyFromEntry(search.key ?? '') ?? ''
  const clear = () => void navigate({ to: '/', replace: true })
  return (
    <section className={classes['panel']}>
      <PageHeading title={words.title} lead={mayView ? words.lead : words.notAllowed} focus={field} />
      {search.error !== undefined && (
        <Alert
          color="red"
          variant="light"
          role="alert"
          mt="md"
          withCloseButton
          closeButtonLabel={texts.dismiss}
          onClose={clear}
        >
          <Text size="sm" c="var(--mantine-color-text)">
            {redirectText(search.error, key)}
          </Text>
        </Alert>
      )}
      {mayView && <JoinForm field={field} initialKey={key && displayKey(key)} onSubmit={clear} />}
    </section>
  )
}

function redirectText(error: string, key: string): string {
  return error === 'no-session' && key ? words.noSessionFor(displayKey(key)) : codeText(error)
}
