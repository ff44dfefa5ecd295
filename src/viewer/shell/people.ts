import { agentColor } from '../../protocol/agent-colors.ts'
import type { Participant } from '../../protocol/participants.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { h } from './elements.ts'
import { initials, plainLine } from './format.ts'
import { WORDS } from './words.ts'

const SHOWN = 4

/** Badges of the agents and guests who can see the page. */
export function createPeople(): {
  element: HTMLElement
  show(people: readonly Participant[], own: string | null): void
} {
  const element = h('ul', { class: 'people', attributes: { 'aria-label': WORDS.participants } })

  return {
    element,
    show(people, own) {
      const badges = people.slice(0, SHOWN).map(({ id, name, role, kind, number }) => {
        const who = [
          plainLine(name, VIEWER_LIMITS.maxShownNameLength),
          ...(role ? [plainLine(role, 40)] : []),
          ...(id === own ? [WORDS.you] : []),
        ]
        const badge = h('li', { class: `badge is-${kind}`, attributes: { title: who.join(' · ') } }, [
          h('span', { text: initials(name), attributes: { 'aria-hidden': 'true' } }),
          h('span', { class: 'only-read', text: who.join(', ') }),
        ])
        if (number !== undefined) badge.style.setProperty('--c', agentColor(number))
        return badge
      })
      const more = people.length - badges.length
      if (more > 0) badges.push(h('li', { class: 'badge', text: `+${more}` }))
      element.replaceChildren(...badges)
    },
  }
}
