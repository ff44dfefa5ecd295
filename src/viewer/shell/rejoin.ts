import { choiceEntries, type ViewChoice } from '../../protocol/view-choice.ts'
import { h } from './elements.ts'
import { WORDS } from './words.ts'

const ASK_FROM_FAILURES = 3
const OFFER_FROM_FAILURES = 6

/**
 * The way back through the web server when the session server does not know this agent any more (it was restarted, or
 * the session moved). A refused socket looks like a broken network to a page, so the shell asks for its own page:
 * an answer that is not 200 means that only joining anew helps; no answer means to go on trying.
 */
export function createRejoin(
  {
    consoleUrl,
    isGuest,
    choice,
  }: { readonly consoleUrl: string | null; readonly isGuest: boolean; readonly choice: ViewChoice },
  offer: () => void,
  /** How an embedded shell joins anew: its frame must not go anywhere. */
  rejoin: (() => void) | null,
): {
  readonly link: HTMLAnchorElement
  welcomed(key: string): void
  failed(failures: number): void
  sentAway(): void
} {
  const link = h('a', { class: 'primary', text: WORDS.joinAgain })
  if (rejoin)
    link.addEventListener('click', (event) => {
      event.preventDefault()
      rejoin()
    })
  let joinUrl: string | null = null
  let isAsking = false

  function goJoin(): void {
    if (rejoin) rejoin()
    else if (joinUrl) location.assign(joinUrl)
  }

  async function ask(): Promise<void> {
    isAsking = true
    try {
      const answer = await fetch(location.pathname, {
        cache: 'no-store',
        credentials: 'same-origin',
        redirect: 'manual',
      })
      // 502 to 504 are a proxy's words for a server that is gone.
      if ([401, 403, 404, 410, 502, 503, 504].includes(answer.status)) goJoin()
    } catch {
      // No network, or no server: the socket keeps trying.
    } finally {
      isAsking = false
    }
  }

  return {
    link,
    welcomed(key) {
      if (consoleUrl === null) return
      joinUrl = isGuest ? consoleUrl : joinUrlOf(consoleUrl, key, choice)
      link.href = joinUrl
    },
    /** The server itself says that the session is not here (any more): no doubt about the network, nothing to try. */
    sentAway: goJoin,
    failed(failures) {
      if (!joinUrl) return
      if (failures >= ASK_FROM_FAILURES && !isAsking) void ask()
      if (failures >= OFFER_FROM_FAILURES) offer()
    },
  }
}

function joinUrlOf(consoleUrl: string, key: string, choice: ViewChoice): string {
  const query = new URLSearchParams({ key, wait: '1', ...choiceEntries(choice) })
  return new URL(`/agent/join?${query}`, consoleUrl).href
}
