import type { VisitorSettings } from '../../protocol/visitor-settings.ts'

/** Settings of a made-up group, for tests. */
export function settingsFor(
  masking: Partial<VisitorSettings['masking']> = {},
  consent: VisitorSettings['consent']['mode'] = 'never',
): VisitorSettings {
  return {
    version: 1,
    masking: {
      mode: 'listed',
      selectors: [],
      unmaskSelectors: [],
      roleSelectors: {},
      guestSelectors: [],
      urlDetail: 'path',
      title: 'show',
      hookTimeoutMs: 5_000,
      ...masking,
    },
    consent: { mode: consent, termsUrl: null, extraTermsUrl: null, handover: 'ask' },
    trustedOrigins: [],
    control: {
      scope: 'page',
      submit: 'ask',
      requestTimeoutMs: 60_000,
      allowedSelectors: [],
      blockedSelectors: [],
    },
    presence: { enabled: true, urlDetail: 'path' },
    chatOrigins: [],
    capture: { canvas: true, pointer: true },
    watch: '',
    session: { waitExpiryMs: 1_800_000, visitorGraceMs: 120_000 },
    ui: {
      accent: '#1f5fd0',
      buttonLabel: null,
      buttonCorner: 'bottom-right',
      agentNames: 'full',
      locale: 'en',
      texts: {},
      groupName: 'Example Bank',
    },
  }
}
