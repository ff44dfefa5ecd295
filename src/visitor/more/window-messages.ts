import { object, optional, text } from '../../base/parse.ts'
import { groupId } from '../../protocol/ids.ts'
import { isOriginAllowed } from '../../protocol/origins.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { toError } from '../api/error.ts'
import { mayRunIn } from '../boot/group-check.ts'
import { readParams } from '../boot/start-params.ts'
import type { Core } from './core.ts'

const any = (value: unknown): unknown => value
const envelope = object({ sidelong: optional(any), glance_invoke: optional(any) })
const call = object({ call: text(32), args: optional(any), groupId, id: optional(any) })
const olderCall = object({ func: text(32), args: optional(any), groupid: groupId })

const OLD_NAMES: Readonly<Record<string, string>> = { startSession: 'start' }
const MINUTE_MS = 60_000
const CALLS_PER_MINUTE = 10

type Call = { name: string; args: unknown; group: number; id: unknown }

/** Starts that other windows ask for (FEATURES section 10): shape, group check, origin, in this order. */
export function createWindowMessages(
  { deps, visitor }: Core,
  setStartParams: (params: unknown) => void,
): (event: MessageEvent) => Promise<void> {
  const { clock, tag, api } = deps
  const settings = new Map<number, { atMs: number; promise: Promise<VisitorSettings> }>()
  const calls = new Map<string, number[]>()

  function settingsOf(group: number): Promise<VisitorSettings> {
    const known = settings.get(group)
    if (known && clock.now() - known.atMs < MINUTE_MS) return known.promise
    const promise = api.settings(group, tag.site)
    settings.set(group, { atMs: clock.now(), promise })
    promise.catch(() => settings.delete(group))
    return promise
  }

  function isOften(origin: string): boolean {
    const nowMs = clock.now()
    const recent = (calls.get(origin) ?? []).filter((atMs) => nowMs - atMs < MINUTE_MS)
    calls.set(origin, [...recent, nowMs].slice(-CALLS_PER_MINUTE))
    return recent.length >= CALLS_PER_MINUTE
  }

  async function perform({ name, args, group }: Call): Promise<void> {
    const first: unknown = Array.isArray(args) ? args[0] : args
    const params = () => ({ ...readParams(first), groupId: group })
    switch (name) {
      case 'start':
        await visitor.start('message', params())
        return
      case 'showTerms':
        await visitor.start('terms', params())
        return
      case 'showButton':
        return visitor.showButton(first !== false)
      case 'toggleButton':
        return visitor.toggleButton()
      default:
        setStartParams(params())
    }
  }

  return async ({ isTrusted, data, origin, source }) => {
    // A script of the page can make an event that says any origin.
    const wanted = isTrusted ? read(data) : null
    // An answer, or something else's.
    if (!wanted) return
    const refuse = (why: string) => console.warn(`Sidelong: a message from ${origin} was refused: ${why}`)
    if (!mayRunIn(tag, wanted.group)) return refuse('group-not-allowed')
    let answer: { ok: boolean; code?: string } = { ok: true }
    try {
      const { chatOrigins } = await settingsOf(wanted.group)
      if (!isOriginAllowed(origin, chatOrigins)) return refuse('its origin is not in site.chatOrigins')
      if (isOften(origin)) return refuse('rate-limited')
    } catch (error) {
      return refuse(toError(error).code)
    }
    try {
      await perform(wanted)
    } catch (error) {
      answer = { ok: false, code: toError(error).code }
    }
    const reply = { sidelong: { reply: wanted.id ?? null, ...answer } }
    ;(source as Window | null)?.postMessage(reply, { targetOrigin: origin })
  }
}

const KNOWN = /^(start|showTerms|showButton|toggleButton|setStartParams)$/

/** Either form (WM-1); `null` for what is neither. */
function read(data: unknown): Call | null {
  try {
    const { sidelong, glance_invoke: older } = envelope(data)
    const { name, ...rest } = older === undefined ? newer(sidelong) : olderForm(older)
    const known = OLD_NAMES[name] ?? name
    return KNOWN.test(known) ? { name: known, ...rest } : null
  } catch {
    return null
  }
}

function newer(value: unknown): Call {
  const { call: name, args, groupId: group, id } = call(value)
  return { name, args, group, id }
}

function olderForm(value: unknown): Call {
  const { groupid } = value as { groupid?: unknown }
  // As text in old pages.
  const { func, args, groupid: group } = olderCall({ ...(value as object), groupid: Number(groupid) })
  return { name: func, args, group, id: null }
}
