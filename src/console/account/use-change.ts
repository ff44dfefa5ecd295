import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ProofCancelled, proofFailureText, useWithProof } from './proof.tsx'
import { SECURITY_KEY } from './queries.ts'

type Change<A> = {
  readonly run: (argument: A) => void
  readonly isBusy: boolean
  readonly isDone: boolean
  /** In words; `null`: nothing went wrong. */
  readonly failure: string | null
}

/** A change of the own account: asks for a proof if one is needed, and brings what is shown up to date. */
export function useChange<A, T>(work: (argument: A) => Promise<T>, onDone?: (result: T) => void): Change<A> {
  const withProof = useWithProof()
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: (argument: A) => withProof(() => work(argument)),
    onSuccess: (result) => onDone?.(result),
    onSettled: () => queries.invalidateQueries({ queryKey: SECURITY_KEY }),
  })
  const { error } = mutation
  return {
    run: (argument) => mutation.mutate(argument),
    isBusy: mutation.isPending,
    isDone: mutation.isSuccess,
    failure: error && !(error instanceof ProofCancelled) ? proofFailureText(error) : null,
  }
}
