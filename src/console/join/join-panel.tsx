import { Alert, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { groupIdFromText } from '../../protocol/ids.ts'
import { codeText } from '../api/errors.ts'
import { PageHeading } from '../frame/page-heading.tsx'
import { texts } from '../texts.ts'
import classes from './join.module.css'
import { JoinForm } from './join-form.tsx'
import { displayKey, keyFromEntry } from './key.ts'
import { WaitingPanel } from './waiting-panel.tsx'

const words = texts.join

/** The form to join by key, and what a redirect to this page says about a join that did not work. */
export function JoinPanel({ mayView }: { mayView: boolean }) {
  const field = useRef<HTMLInputElement>(null)
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/' })
  // Whatever an address says, only a well-formed key is shown or filled in.
  const key = keyFromEntry(search.key ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const clear = () => {
    setProblem(null)
    void navigate({ to: '/', replace: true })
  }
  if (search.wait && key && mayView) {
    const stopWaiting = (why: string | null) => {
      setProblem(why)
      void navigate({ to: '/', search: { key }, replace: true })
    }
    const group = groupIdFromText(search.group ?? '')
    const { lang, tools, window } = search
    return (
      <WaitingPanel
        key={`${key} ${group}`}
        sessionKey={key}
        group={group}
        opened={{ lang, tools, window }}
        onStop={stopWaiting}
      />
    )
  }
  const alert = problem ?? (search.error !== undefined ? redirectText(search.error, key ?? '') : null)
  return (
    <section className={classes['panel']}>
      <PageHeading title={words.title} lead={mayView ? words.lead : words.notAllowed} focus={field} />
      {alert !== null && (
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
            {alert}
          </Text>
        </Alert>
      )}
      {mayView && <JoinForm field={field} initialKey={key ? displayKey(key) : ''} onSubmit={clear} />}
    </section>
  )
}

function redirectText(error: string, key: string): string {
  return error === 'no-session' && key ? words.noSessionFor(displayKey(key)) : codeText(error)
}
