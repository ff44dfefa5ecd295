import type { GroupId } from '../protocol/ids.ts'
import { CONTROL_PRIVILEGES } from '../protocol/privileges.ts'
import { rotateLoginSecret } from '../web-server/accounts/login-secrets.ts'
import type { Sealer } from '../web-server/accounts/sealing.ts'
import { ensureUser } from '../web-server/accounts/users.ts'
import type { Db } from '../web-server/db/open.ts'
import { ensureGroup, ensureMembership, setExternalId } from '../web-server/groups/groups.ts'
import { DEFAULT_BOUND } from '../web-server/groups/roles.ts'
import { parseSettingText, SettingError } from '../web-server/settings/registry.ts'
import { readSettings, setSetting } from '../web-server/settings/store.ts'
import { CliError } from './cli-error.ts'
import { applyRunSettings, type RunSetting, takeBackRunSettings } from './run-settings.ts'

export const DEMO_GROUP_ID = 4711
export const AGENT_EMAIL = 'agent@demo.test'
export const ADMIN_EMAIL = 'admin@demo.test'
/** How the sample CRM names the agent. */
export const CRM_AGENT_ID = 'ada-7'
const DEMO_MASKS = ['.secret', '#iban', '.iban']

/** Reads `--set` texts; a setting that is refused is a {@link CliError}. */
export function parseSettings(given: readonly { key: string; value: string }[]): RunSetting[] {
  return given.map(({ key, value }) => {
    try {
      return parseSettingText(key, value)
    } catch (error) {
      if (error instanceof SettingError) throw new CliError(`--set ${key}: ${error.message}`)
      throw error
    }
  })
}

export type DemoGroup = {
  /** The demo group's pages, for this run. */
  readonly siteOrigin: string
  readonly settings: readonly RunSetting[]
  readonly agentPassword: string
  readonly adminPassword: string
  /** Remembers what this run's settings replace; `null` to remember nothing. */
  readonly runFile: string | null
  /** A CRM whose page has the viewer inside, and logs the agent in. */
  readonly crm: { readonly origin: string; readonly secret: string; readonly sealer: Sealer } | null
}

/** Brings the demo group, its two people and its settings into the database. */
export async function ensureDemoGroup(db: Db, demo: DemoGroup): Promise<void> {
  const groupId = await ensureGroup(db, { id: DEMO_GROUP_ID, name: 'Demo' })
  await ensurePeople(db, groupId, demo)
  await takeBackRunSettings(db, groupId, demo.runFile)
  const { version, settings } = await readSettings(db, groupId, 'production')
  if (version === 0) {
    const author = { author: 'npm start' }
    await setSetting(db, groupId, null, 'masking.selectors', DEMO_MASKS, author)
    // Remote control is for groups that want it; the demo shows it.
    await setSetting(db, groupId, null, 'permissions', [...DEFAULT_BOUND, ...CONTROL_PRIVILEGES], author)
  }
  const origins = [
    ...settings['site.origins'].filter((origin) => origin !== demo.siteOrigin),
    demo.siteOrigin,
  ]
  const embedding: RunSetting[] = demo.crm
    ? [
        { key: 'embed.parentOrigins', value: [demo.crm.origin] },
        { key: 'presence.agentOrigins', value: [demo.crm.origin] },
        { key: 'login.methods', value: ['password', 'passkey', 'loginkey'] },
        { key: 'guests.joinRedirect', value: `${demo.crm.origin}/guest.html` },
        { key: 'guests.endUrl', value: `${demo.crm.origin}/goodbye.html` },
      ]
    : []
  if (demo.crm) await rotateLoginSecret(db, demo.crm.sealer, groupId, Date.now(), demo.crm.secret)
  // What was given by hand comes last, and so wins.
  await applyRunSettings(
    db,
    groupId,
    [{ key: 'site.origins', value: origins }, ...embedding, ...demo.settings],
    demo.runFile,
  )
}

async function ensurePeople(db: Db, groupId: GroupId, demo: DemoGroup): Promise<void> {
  const agent = await ensureUser(db, { email: AGENT_EMAIL, name: 'Ada Agent', password: demo.agentPassword })
  await ensureMembership(db, { userId: agent, groupId, role: 'senior' })
  if (demo.crm) await setExternalId(db, { userId: agent, groupId, externalId: CRM_AGENT_ID })
  const admin = await ensureUser(db, { email: ADMIN_EMAIL, name: 'Max Admin', password: demo.adminPassword })
  await ensureMembership(db, { userId: admin, groupId, role: 'admin' })
}
