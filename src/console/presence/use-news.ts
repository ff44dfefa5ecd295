import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { PresenceNews } from '../../protocol/presence-api.ts'

const TYPES: readonly PresenceNews['type'][] = [
  'snapshot',
  'connected',
  'disconnected',
  'page',
  'focus',
  'terms',
  'session',
  'invitation',
  'data',
]
/** Of several changes at once the list is asked for once. */
const TOGETHER_MS = 100

/** Has what is shown of the group's visitors asked for anew whenever the server tells of a change; true while it does. */
export function useNews(group: number): boolean {
  const queries = useQueryClient()
  const [isTold, setIsTold] = useState(false)
  useEffect(() => {
    const source = new EventSource(`/v1/groups/${group}/presence/events`)
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void queries.invalidateQueries({ queryKey: ['presence', group] }), TOGETHER_MS)
    }
    source.onopen = () => setIsTold(true)
    // It tries again by itself, unless it was refused.
    source.onerror = () => setIsTold(false)
    for (const type of TYPES) source.addEventListener(type, refresh)
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [group, queries])
  return isTold
}
