import type { SessionState } from '@sidelong/visitor'
import { type Readable, readable, writable } from 'svelte/store'
import { sidelong } from './sidelong'

export const state: Readable<SessionState> = readable(sidelong.state, (set) =>
  sidelong.on('state', (event) => set(event.state)),
)
export const key = writable('')

export async function start(): Promise<void> {
  key.set((await sidelong.start({ randomKey: true })).key)
}
export const isKey = (wanted: string): boolean => wanted === sidelong.getKey()
