import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useApi } from '../api/context.ts'
import { ProofProvider } from './proof.tsx'
import { securityQuery } from './queries.ts'

/** For pages with changes that may ask for a proof of who makes them (SG-2). */
export function PageProof({ children }: { children: ReactNode }) {
  const { data } = useQuery(securityQuery(useApi()))
  return (
    <ProofProvider by={data?.confirmBy ?? []} companies={data?.companies ?? []}>
      {children}
    </ProofProvider>
  )
}
