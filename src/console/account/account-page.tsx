import { Loader, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { SecurityOverview } from '../../protocol/accounts.ts'
import { useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { Failure } from '../frame/failure.tsx'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { texts } from '../texts.ts'
import { LoginsSection } from './logins-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { ProofProvider } from './proof.tsx'
import { securityQuery } from './queries.ts'

const words = texts.account

/** How the person logs in, and where they are logged in. */
export function AccountPage() {
  const api = useApi()
  const security = useQuery(securityQuery(api))
  return (
    <Stack gap="lg" maw="48rem">
      <PageHeading title={words.title} lead={security.data ? words.lead(security.data.email) : ''} />
      {security.isPending && <Loader size="sm" aria-label={texts.loading} />}
      {security.isError && !isApiError(security.error, 'not-logged-in') && (
        <Failure error={security.error} onRetry={() => void security.refetch()} />
      )}
      {security.data && <Sections security={security.data} />}
    </Stack>
  )
}

function Sections({ security }: { security: SecurityOverview }) {
  return (
    <ProofProvider by={security.confirmBy}>
      {security.isLimited && <Notice text={words.limited} />}
      {security.hasPassword && !security.isLimited && <PasswordSection />}
      <LoginsSection logins={security.logins} />
    </ProofProvider>
  )
}
