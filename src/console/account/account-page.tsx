import { Button, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SecurityOverview } from '../../protocol/accounts.ts'
import { useApi } from '../api/context.ts'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { ssoProblemText } from '../login/sso-problem.ts'
import { texts } from '../texts.ts'
import { CompanySection } from './company-section.tsx'
import { LanguageSection } from './language-section.tsx'
import { LoginsSection } from './logins-section.tsx'
import { PasskeysSection } from './passkeys-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { ProofProvider } from './proof.tsx'
import { securityQuery } from './queries.ts'
import { SecondFactorSection } from './second-factor-section.tsx'

const words = texts.account

/** How the person logs in, and where they are logged in. */
export function AccountPage() {
  const api = useApi()
  const security = useQuery(securityQuery(api))
  const problem = new URLSearchParams(window.location.search).get('problem')
  return (
    <Stack gap="lg" maw="48rem">
      <PageHeading title={words.title} lead={security.data ? words.lead(security.data.email) : ''} />
      {problem !== null && <Notice text={ssoProblemText(problem)} isError />}
      <QueryState query={security} />
      {security.data && <Sections security={security.data} />}
    </Stack>
  )
}

function Sections({ security }: { security: SecurityOverview }) {
  const [wasLimited] = useState(security.isLimited)
  return (
    <ProofProvider by={security.confirmBy} companies={security.companies}>
      {wasLimited && <LimitedNotice isDone={!security.isLimited} />}
      {security.hasPassword && !security.isLimited && <PasswordSection />}
      <SecondFactorSection security={security} />
      <PasskeysSection security={security} />
      <CompanySection security={security} />
      <LanguageSection language={security.language} />
      <LoginsSection logins={security.logins} />
    </ProofProvider>
  )
}

/** A new document: what was refused until now is asked for again. */
function LimitedNotice({ isDone }: { isDone: boolean }) {
  if (!isDone) return <Notice text={words.limited} />
  return (
    <Group>
      <Button onClick={() => window.location.assign('/agent/return')}>{words.goOn}</Button>
    </Group>
  )
}
