import { createContext, use } from 'react'
import type { Me } from '../../protocol/rest.ts'
import type { Api } from './client.ts'

export const ApiContext = createContext<Api | null>(null)
export const MeContext = createContext<Me | null>(null)

export function useApi(): Api {
  const api = use(ApiContext)
  if (!api) throw new Error('ApiContext is missing')
  return api
}

/** The logged-in user; only below the frame. */
export function useMe(): Me {
  const me = use(MeContext)
  if (!me) throw new Error('MeContext is missing')
  return me
}
