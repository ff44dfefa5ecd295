import { Loader } from '@mantine/core'
import { isApiError } from '../api/errors.ts'
import { texts } from '../texts.ts'
import { Failure } from './failure.tsx'

type Query = {
  readonly isPending: boolean
  readonly error: unknown
  readonly refetch: () => Promise<unknown>
}

/** While something is loaded, or could not be; nothing once it is there. Who is logged out is on the way to the log-in. */
export function QueryState({ query: { isPending, error, refetch } }: { query: Query }) {
  if (error && !isApiError(error, 'not-logged-in'))
    return <Failure error={error} onRetry={() => void refetch()} />
  return isPending ? <Loader size="sm" aria-label={texts.loading} /> : null
}
