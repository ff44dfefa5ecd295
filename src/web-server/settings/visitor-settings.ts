import type { SessionTimes } from '../../protocol/control.ts'
import type { ControlSettings } from '../../protocol/control-settings.ts'
import type { PresenceSettings } from '../../protocol/presence-settings.ts'
import { type VisitorSettings, visitorSettings } from '../../protocol/visitor-settings.ts'
import type { OpenGroup } from '../sessions/visitor-gate.ts'
import type { Settings } from './registry.ts'
import { chooseLocale, textsIn } from './visitor-texts.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** What a visitor script gets of `group`'s settings, with texts in the best of `locales` (BCP 47). */
export function toVisitorSettings(
  group: Pick<OpenGroup, 'version' | 'name' | 'settings'>,
  locales: readonly string[] = [],
): VisitorSettings {
  const { version, name: groupName, settings } = group
  const own = settings['ui.texts']
  const locale = chooseLocale(locales, own, settings['ui.defaultLocale'])
  return visitorSettings({
    version,
    masking: {
      mode: settings['masking.mode'],
      selectors: settings['masking.selectors'],
      unmaskSelectors: settings['masking.unmaskSelectors'],
      roleSelectors: settings['masking.roleSelectors'],
      guestSelectors: settings['masking.guestSelectors'],
      urlDetail: settings['masking.urlDetail'],
      title: settings['masking.title'],
      hookTimeoutMs: settings['masking.hookTimeout'] * SECOND_MS,
    },
    consent: {
      mode: settings['consent.mode'],
      termsUrl: settings['consent.termsUrl'],
      extraTermsUrl: settings['consent.extraTermsUrl'],
      handover: settings['consent.handover'],
    },
    trustedOrigins: settings['site.trustedDomains'].map(({ origin }) => origin),
    chatOrigins: [...settings['site.chatOrigins']],
    capture: {
      canvas: settings['capture.canvas'],
      pointer: settings['capture.pointer'],
    },
    watch: [
      ...(settings['site.trustedDomains'].length > 0 ? ['domains'] : []),
      ...(settings['metrics.collect'] ? ['figures'] : []),
    ].join(' '),
    control: {
      scope: settings['control.scope'],
      submit: settings['control.submit'],
      requestTimeoutMs: settings['control.requestTimeout'] * SECOND_MS,
      allowedSelectors: settings['control.allowedSelectors'],
      blockedSelectors: settings['control.blockedSelectors'],
    } satisfies ControlSettings,
    presence: {
      enabled: settings['presence.enabled'],
      urlDetail: settings['presence.urlDetail'],
    } satisfies PresenceSettings,
    session: {
      waitExpiryMs: settings['session.waitExpiry'] * MINUTE_MS,
      visitorGraceMs: settings['session.visitorGrace'] * SECOND_MS,
    },
    ui: {
      accent: settings['ui.theme'].accent,
      buttonLabel: settings['ui.button'].label,
      buttonCorner: settings['ui.button'].corner,
      agentNames: settings['ui.agentNames'],
      locale,
      texts: textsIn(locale, own),
      groupName,
    },
  })
}

/** The times that the session server's life cycle needs. */
export function sessionTimesOf(settings: Settings): SessionTimes {
  return {
    setupTimeoutMs: settings['session.setupTimeout'] * SECOND_MS,
    waitExpiryMs: settings['session.waitExpiry'] * MINUTE_MS,
    visitorGraceMs: settings['session.visitorGrace'] * SECOND_MS,
    agentGraceMs: settings['session.agentGrace'] * SECOND_MS,
    idleLimitMs: settings['session.idleLimit'] * MINUTE_MS,
    maxDurationMs: settings['session.maxDuration'] * MINUTE_MS,
  }
}
