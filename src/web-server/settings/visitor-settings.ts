import type { SessionTimes } from '../../protocol/control.ts'
import type { GroupId, Site } from '../../protocol/ids.ts'
import { type VisitorSettings, visitorSettings } from '../../protocol/visitor-settings.ts'
import type { Db } from '../db/open.ts'
import type { Settings } from './registry.ts'
import { readSettings } from './store.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** The settings that a visitor script gets; throws when the group does not exist. */
export async function visitorSettingsOf(db: Db, group: GroupId, site: Site): Promise<VisitorSettings> {
  const row = await db.selectFrom('groups').select('name').where('id', '=', group).executeTakeFirstOrThrow()
  const { version, settings } = await readSettings(db, group, site)
  return toVisitorSettings(version, row.name, settings)
}

export function toVisitorSettings(version: number, groupName: string, settings: Settings): VisitorSettings {
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
    },
    capture: {
      canvas: settings['capture.canvas'],
      media: settings['capture.media'],
      pointer: settings['capture.pointer'],
    },
    session: {
      waitExpiryMs: settings['session.waitExpiry'] * MINUTE_MS,
      visitorGraceMs: settings['session.visitorGrace'] * SECOND_MS,
    },
    ui: {
      accent: settings['ui.theme'].accent,
      buttonLabel: settings['ui.button'].label,
      buttonCorner: settings['ui.button'].corner,
      agentNames: settings['ui.agentNames'],
      defaultLocale: settings['ui.defaultLocale'],
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
