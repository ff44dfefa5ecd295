import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ProofCancelled, proofFailureText, useWithProof } from '../account/proof.tsx'
import { isApiError } from './errors.ts'

export type Saving<A> = {
  readonly run: (argument: A) => void
  readonly isBusy: boolean
  readonly isDone: boolean
  /** In words; `null`: nothing went wrong. */
  readonly failure: string | null
  /** By place, of a form that was refused. */
  readonly fields: Readonly<Record<string, string>>
}

/** A change on the server: asks for a proof if the server wants one, and brings what is shown up to date. */
export function useServerChange<A, T>(
  keys: readonly (readonly unknown[])[],
  work: (argument: A) => Promise<T>,
  onDone?: (result: T) => void,
): Saving<A> {
  const withProof = useWithProof()
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: (argument: A) => withProof(() => work(argument)),
    onSuccess: (result) => onDone?.(result),
    onSettled: () => Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
  const { error } = mutation
  const detail = isApiError(error) && error.code === 'bad-params' ? error.detail : undefined
  return {
    run: (argument) => mutation.mutate(argument),
    isBusy: mutation.isPending,
    isDone: mutation.isSuccess,
    failure:
      error && !(error instanceof ProofCancelled)
        ? [proofFailureText(error), detail].filter(Boolean).join(' ')
        : null,
    fields: isApiError(error) ? error.fields : {},
  }
}
