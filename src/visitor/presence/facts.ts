import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import type { PresenceSettings } from '../../protocol/presence-settings.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import type { VisitorDeps } from '../boot/visitor.ts'
import { ALWAYS_MASKED } from '../privacy/always.ts'
import { cutUrl } from '../privacy/urls.ts'

/**
 * Where the visitor is, as far as agents may know it without a session (PR-3): the address as `presence.urlDetail` says,
 * and the title where nothing hides it. Doubt means hidden.
 */
export function createFacts(
  { window, tag, store, maskHook }: Pick<VisitorDeps, 'window' | 'tag' | 'store' | 'maskHook'>,
  { masking }: Pick<VisitorSettings, 'masking'>,
  { urlDetail }: PresenceSettings,
) {
  const { document } = window

  function isTitleHidden(): boolean {
    // What the hook hides is known only while a session runs.
    if (tag.maskingHook === 'required' || maskHook()) return true
    const floor = store.read()?.floor
    // Of a running session's rules only the digest is known here (SE-10).
    if (floor && 'digest' in floor) return true
    if ([masking, floor].some((one) => one && (one.title === 'hide' || one.mode === 'all'))) return true
    const lists = [
      ALWAYS_MASKED,
      masking.selectors,
      masking.guestSelectors,
      ...Object.values(masking.roleSelectors),
      floor?.selectors ?? [],
    ]
    const element = document.querySelector('title')
    try {
      return lists.flat().some((selector) => element?.closest(selector))
    } catch {
      return true
    }
  }

  return () => ({
    url: (cutUrl(window.location.href, document.baseURI, urlDetail) ?? '').slice(
      0,
      PRESENCE_LIMITS.maxUrlLength,
    ),
    title: isTitleHidden() ? '' : document.title.slice(0, PRESENCE_LIMITS.maxTitleLength),
    focus: document.hasFocus(),
    visible: document.visibilityState === 'visible',
  })
}
