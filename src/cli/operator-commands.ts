import { randomBytes } from 'node:crypto'
import { text } from '../base/parse.ts'
import { systemClock } from '../node/platform.ts'
import { type GroupId, groupIdFromText, SITES, type Site } from '../protocol/ids.ts'
import type { SettingScope } from '../protocol/settings-api.ts'
import { linkIdentity } from '../web-server/accounts/identities.ts'
import { dropLoginSecrets, rotateLoginSecret } from '../web-server/accounts/login-secrets.ts'
import { listLogins } from '../web-server/accounts/logins.ts'
import type { Sealer } from '../web-server/accounts/sealing.ts'
import { removeFactors } from '../web-server/accounts/second-factor.ts'
import { secretPurpose } from '../web-server/accounts/sso.ts'
import {
  createUser,
  endAllLogins,
  findUserId,
  setPassword,
  setUserDisabled,
  unlockUser,
} from '../web-server/accounts/users.ts'
import { audit, NO_GROUP, verifyAudit } from '../web-server/audit/audit.ts'
import type { Db } from '../web-server/db/open.ts'
import {
  createGroup,
  ensureMembership,
  removeMembership,
  setExternalId,
  setGroupSuspended,
} from '../web-server/groups/groups.ts'
import { isRoleName, ROLES } from '../web-server/groups/roles.ts'
import { parseSettingText, SETTING_KEYS } from '../web-server/settings/registry.ts'
import { readSettings, setSetting } from '../web-server/settings/store.ts'
import { readDocument } from '../web-server/settings/versions.ts'
import { CliError } from './cli-error.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

export const OPERATOR_HELP = `Sidelong: what the operator of an installation does.

  npm run sidelong -- COMMAND [--json]

  group list
  group create ID NAME               ID: 1 to 999999999
  group suspend ID | group resume ID
  user list [GROUP]
  user create EMAIL NAME             the password is read from standard input; without one, one is made and printed
  user password EMAIL                a new password, likewise; ends all log-ins
  user disable EMAIL | user enable EMAIL
  user logins EMAIL                  where somebody is logged in
  user log-out EMAIL                 ends all log-ins and open views
  user unlock EMAIL                  after too many wrong passwords or codes
  user reset-factors EMAIL           takes away app, recovery codes and passkeys of who has lost them; ends all log-ins
  member set GROUP EMAIL ROLE        ROLE: ${Object.keys(ROLES).join(', ')}
  member remove GROUP EMAIL
  member external GROUP EMAIL ID     how the group's CRM names this user in login keys
  login-secret rotate GROUP          a new secret for login keys, printed once; the one before it works on
  login-secret drop GROUP [all]      the older ones are void; all: no login key works any more
  sso secret GROUP                   the client secret of the group's company log-in, read from standard input; empty: none
  sso domains GROUP [DOMAIN …]       whose addresses new users of login.jit may have; without any: nobody is made
  sso link EMAIL ISSUER SUBJECT      binds a company account; sso unlink EMAIL takes all away
  setting list GROUP [production|staging]
  setting set GROUP KEY=VALUE [production|staging]      VALUE: JSON, or a bare word; without a site: both
  setting export GROUP               all settings as one file, on standard output
  audit verify                       is the audit log whole?
  audit export GROUP                 the audit log, one entry of JSON a line; 0: the installation's own
  server list                        session servers: state, load
  server drain ORIGIN [wait]         no new sessions, running ones move to others; wait: until it is empty, at most 50 s
  server resume ORIGIN               back to work; server forget ORIGIN takes one that is gone off the list
  check web|session                  are the settings of this environment in order? (check --help)
  lint PAGE...                       what of these pages looks sensitive and is not masked? (lint --help)

The database is that of the web server: DATABASE_URL, or SIDELONG_DATA (then the web server must not run).
`

export type Answer = {
  /** For people. */
  readonly lines: readonly string[]
  /** The same for programs (`--json`). */
  readonly data: unknown
  /** What was looked for is not in order: exit code 1. */
  readonly isBad?: boolean
}

export type OperatorParts = {
  /** A password or client secret given by pipe; empty if none. */
  readonly readPassword: () => Promise<string>
  /** Encrypts as the web servers do; throws if their keys are not known. */
  readonly sealer: () => Sealer
}

export type Command = {
  readonly min: number
  readonly max: number
  readonly run: (db: Db, args: readonly string[], parts: OperatorParts) => Promise<Answer>
}

/** Carries out one command. Throws CliError, ParseError or SettingError, whose messages are fit for people. */
export async function runOperatorCommand(
  db: Db,
  args: readonly string[],
  parts: OperatorParts,
): Promise<Answer> {
  const [area = '', verb = '', ...rest] = args
  const name = `${area} ${verb}`.trim()
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) throw new CliError(`there is no command "${name}" (see --help)`)
  if (rest.length < command.min || rest.length > command.max)
    throw new CliError(`${name}: wrong number of arguments (see --help)`)
  return command.run(db, rest, parts)
}

const COMMANDS: Readonly<Record<string, Command>> = {
  ...SERVER_COMMANDS,
  'group list': {
    min: 0,
    max: 0,
    async run(db) {
      const rows = await db
        .selectFrom('groups')
        .select(['id', 'name', 'is_suspended'])
        .orderBy('id')
        .execute()
      const data = rows.map(({ id, name, is_suspended }) => ({ id, name, isSuspended: is_suspended }))
      return { data, lines: data.map((g) => `${g.id}  ${g.name}${g.isSuspended ? '  (suspended)' : ''}`) }
    },
  },
  'group create': {
    min: 2,
    max: 2,
    async run(db, [idText = '', name = '']) {
      const id = parseGroup(idText)
      await createGroup(db, { id, name }).catch((error: Error) => {
        throw new CliError(error.message)
      })
      return done({ id, name }, `Group ${id} "${name}" is there. Next: its pages' origins, and people:`, [
        `  setting set ${id} site.origins='["https://www.example.com"]'`,
        `  user create ada@example.com "Ada Agent"`,
        `  member set ${id} ada@example.com agent`,
      ])
    },
  },
  'group suspend': suspension(true),
  'group resume': suspension(false),
  'user list': {
    min: 0,
    max: 1,
    async run(db, [groupText]) {
      const group = groupText === undefined ? null : await findGroup(db, groupText)
      let query = db
        .selectFrom('users as u')
        .leftJoin('memberships as m', 'm.user_id', 'u.id')
        .select(['u.email', 'u.name', 'u.isDisabled', 'm.group_id', 'm.role'])
        .orderBy('u.email')
        .orderBy('m.group_id')
      if (group !== null) query = query.where('m.group_id', '=', group)
      const data = (await query.execute()).map((row) => ({
        email: row.email,
        name: row.name,
        isDisabled: row.isDisabled,
        group: row.group_id,
        role: row.role,
      }))
      const lines = data.map(
        (u) =>
          `${u.email}  ${u.name}  ${u.group === null ? 'in no group' : `${u.group} ${u.role}`}${u.isDisabled ? '  (disabled)' : ''}`,
      )
      return { data, lines }
    },
  },
  'user create': {
    min: 2,
    max: 2,
    async run(db, [email = '', name = ''], { readPassword }) {
      const { password, words } = choosePassword(await readPassword())
      const id = await createUser(db, { email, name, password })
      return done({ id, email, ...words }, `${email} can log in.`, printed(words))
    },
  },
  'user password': {
    min: 1,
    max: 1,
    async run(db, [email = ''], { readPassword }) {
      const id = await findUser(db, email)
      const { password, words } = choosePassword(await readPassword())
      await setPassword(db, id, password)
      return done(
        { email, ...words },
        `${email} has a new password, and is logged out everywhere.`,
        printed(words),
      )
    },
  },
  'user logins': {
    min: 1,
    max: 1,
    async run(db, [email = '']) {
      const data = await listLogins({ db, clock: systemClock }, await findUser(db, email), null)
      return {
        data,
        lines: data.map(
          (one) => `${one.seenAt}  ${one.browser}  ${one.address}  by ${one.method}, since ${one.startedAt}`,
        ),
      }
    },
  },
  'user log-out': {
    min: 1,
    max: 1,
    async run(db, [email = '']) {
      const id = await findUser(db, email)
      const count = await endAllLogins(db, id)
      await auditUser(db, id, 'login.end', `${count} ended`)
      return done({ email, ended: count }, `${email} is logged out (${count} log-ins); open views close.`)
    },
  },
  'user unlock': {
    min: 1,
    max: 1,
    async run(db, [email = '']) {
      const id = await findUser(db, email)
      await unlockUser(db, id, email)
      await auditUser(db, id, 'user.unlock', 'done')
      return done({ email }, `${email} may try again.`)
    },
  },
  'user reset-factors': {
    min: 1,
    max: 1,
    async run(db, [email = '']) {
      const id = await findUser(db, email)
      await removeFactors(db, id)
      await endAllLogins(db, id)
      await auditUser(db, id, 'user.reset-factors', 'done')
      return done(
        { email },
        `${email} has no second factor and no passkey any more, and is logged out everywhere.`,
      )
    },
  },
  'user disable': disabling(true),
  'user enable': disabling(false),
  'member set': {
    min: 3,
    max: 3,
    async run(db, [groupText = '', email = '', role = '']) {
      const [group, userId] = [await findGroup(db, groupText), await findUser(db, email)]
      if (!isRoleName(role))
        throw new CliError(`there is no role "${role}"; there are ${Object.keys(ROLES).join(', ')}`)
      await ensureMembership(db, { userId, groupId: group, role })
      return done({ group, email, role }, `${email} is ${role} in group ${group}.`)
    },
  },
  'member remove': {
    min: 2,
    max: 2,
    async run(db, [groupText = '', email = '']) {
      const [group, userId] = [await findGroup(db, groupText), await findUser(db, email)]
      if (!(await removeMembership(db, { userId, groupId: group })))
        throw new CliError(`${email} is not in group ${group}`)
      return done({ group, email }, `${email} has left group ${group}; open views close.`)
    },
  },
  'member external': {
    min: 3,
    max: 3,
    async run(db, [groupText = '', email = '', external = '']) {
      const [group, userId] = [await findGroup(db, groupText), await findUser(db, email)]
      const externalId = text(127, { min: 1 })(external, 'ID')
      await setExternalId(db, { userId, groupId: group, externalId }).catch((error: Error) => {
        throw new CliError(error.message)
      })
      return done(
        { group, email, externalId },
        `${email} is "${externalId}" in login keys of group ${group}.`,
      )
    },
  },
  'login-secret rotate': {
    min: 1,
    max: 1,
    async run(db, [groupText = ''], { sealer }) {
      const group = await findGroup(db, groupText)
      const secret = await rotateLoginSecret(db, sealer(), group, Date.now())
      await auditGroup(db, group, 'login-secret.rotate')
      return done({ group, secret }, `Secret: ${secret}`, [
        'Give it to the CRM now: it is not shown again. The one before it works until the next rotation,',
        `or until you say: login-secret drop ${group}`,
      ])
    },
  },
  'login-secret drop': {
    min: 1,
    max: 2,
    async run(db, [groupText = '', what]) {
      const group = await findGroup(db, groupText)
      if (what !== undefined && what !== 'all') throw new CliError('login-secret drop GROUP [all]')
      const dropped = await dropLoginSecrets(db, group, what === 'all')
      await auditGroup(db, group, 'login-secret.drop')
      return done({ group, dropped }, `${dropped} secrets of group ${group} are void.`)
    },
  },
  'sso secret': {
    min: 1,
    max: 1,
    async run(db, [groupText = ''], { readPassword, sealer }) {
      const group = await findGroup(db, groupText)
      const given = await readPassword()
      const secret = given === '' ? null : sealer().seal(given, secretPurpose(group))
      await setSso(db, group, { secret })
      return done(
        { group, hasSecret: secret !== null },
        `Group ${group} has ${secret ? 'a' : 'no'} client secret.`,
      )
    },
  },
  'sso domains': {
    min: 1,
    max: 101,
    async run(db, [groupText = '', ...names]) {
      const group = await findGroup(db, groupText)
      const domains = names.map((name) => text(253, { pattern: DOMAIN })(name.toLowerCase(), name))
      await setSso(db, group, { domains: JSON.stringify(domains) })
      return done({ group, domains }, `Group ${group} may vouch for ${domains.join(', ') || 'no addresses'}.`)
    },
  },
  'sso link': {
    min: 3,
    max: 3,
    async run(db, [email = '', issuer = '', subject = '']) {
      const id = await findUser(db, email)
      if (!(await linkIdentity(db, id, { issuer, subject, label: email }, Date.now())))
        throw new CliError('this company account is bound already')
      await auditUser(db, id, 'identity.add', 'done')
      return done({ email, issuer }, `${email} may log in by that company account.`)
    },
  },
  'sso unlink': {
    min: 1,
    max: 1,
    async run(db, [email = '']) {
      const id = await findUser(db, email)
      await db.deleteFrom('identities').where('user_id', '=', id).execute()
      await endAllLogins(db, id)
      await auditUser(db, id, 'identity.remove', 'done')
      return done({ email }, `${email} has no company account any more, and is logged out everywhere.`)
    },
  },
  'setting list': {
    min: 1,
    max: 2,
    async run(db, [groupText = '', siteText]) {
      const { settings } = await readSettings(
        db,
        await findGroup(db, groupText),
        parseSite(siteText ?? 'production'),
      )
      return { data: settings, lines: SETTING_KEYS.map((key) => `${key}=${JSON.stringify(settings[key])}`) }
    },
  },
  'setting set': {
    min: 2,
    max: 3,
    async run(db, [groupText = '', pair = '', siteText]) {
      const at = pair.indexOf('=')
      if (at < 1) throw new CliError(`"${pair}": must be KEY=VALUE`)
      const { key, value } = parseSettingText(pair.slice(0, at), pair.slice(at + 1))
      const site = siteText === undefined ? null : parseSite(siteText)
      await setSetting(db, await findGroup(db, groupText), site, key, value)
      return done({ key, value, site }, `${key} is ${JSON.stringify(value)}${site ? ` (${site})` : ''}.`)
    },
  },
  'setting export': {
    min: 1,
    max: 1,
    async run(db, [groupText = '']) {
      const group = await findGroup(db, groupText)
      const own = async (scope: SettingScope) => {
        const { values, own: keys } = await readDocument(db, group, scope)
        return Object.fromEntries(keys.map((key) => [key, values[key]]))
      }
      const data = {
        format: 'sidelong-settings-1',
        group: await own('group'),
        staging: await own('staging'),
        production: await own('production'),
      }
      return { data, lines: [JSON.stringify(data, null, 2)] }
    },
  },
  'audit export': {
    min: 1,
    max: 1,
    async run(db, [groupText = '']) {
      const group = groupText === '0' ? NO_GROUP : await findGroup(db, groupText)
      const rows = await db
        .selectFrom('audit')
        .select(['seq', 'at', 'actor', 'operation', 'object', 'outcome', 'hash'])
        .where('group_id', '=', group)
        .orderBy('seq')
        .execute()
      await audit(db, Date.now(), {
        groupId: group,
        actor: 'operator',
        operation: 'audit.export',
        object: 'audit',
        outcome: `${rows.length} entries`,
      })
      return { data: rows, lines: rows.map((row) => JSON.stringify(row)) }
    },
  },
  'audit verify': {
    min: 0,
    max: 0,
    async run(db) {
      const groups = await db.selectFrom('audit_heads').select('group_id').orderBy('group_id').execute()
      const data: { group: number; entries: number; brokenAt: number | null }[] = []
      for (const { group_id } of groups) data.push({ group: group_id, ...(await verifyAudit(db, group_id)) })
      const lines = data.map(({ group, entries, brokenAt }) =>
        brokenAt === null
          ? `${group === 0 ? 'installation' : `group ${group}`}: ${entries} entries, whole`
          : `${group === 0 ? 'installation' : `group ${group}`}: BROKEN at entry ${brokenAt} of ${entries}`,
      )
      return { data, lines, isBad: data.some(({ brokenAt }) => brokenAt !== null) }
    },
  },
}

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/

async function setSso(
  db: Db,
  group: GroupId,
  set: { secret: string | null } | { domains: string },
): Promise<void> {
  await db
    .insertInto('sso')
    .values({ group_id: group, secret: null, domains: '[]', ...set })
    .onConflict((c) => c.column('group_id').doUpdateSet(set))
    .execute()
  await auditGroup(db, group, 'secret' in set ? 'sso.secret' : 'sso.domains')
}

async function auditGroup(db: Db, group: GroupId, operation: string): Promise<void> {
  await audit(db, Date.now(), {
    groupId: group,
    actor: 'operator',
    operation,
    object: `group:${group}`,
    outcome: 'done',
  })
}

async function auditUser(db: Db, id: string, operation: string, outcome: string): Promise<void> {
  await audit(db, Date.now(), {
    groupId: NO_GROUP,
    actor: 'operator',
    operation,
    object: `user:${id}`,
    outcome,
  })
}

function suspension(isSuspended: boolean): Command {
  return {
    min: 1,
    max: 1,
    async run(db, [groupText = '']) {
      const id = await findGroup(db, groupText)
      await setGroupSuspended(db, id, isSuspended)
      return done(
        { id, isSuspended },
        isSuspended ? `Group ${id} is suspended: its sessions end, none start.` : `Group ${id} runs again.`,
      )
    },
  }
}

function disabling(isDisabled: boolean): Command {
  return {
    min: 1,
    max: 1,
    async run(db, [email = '']) {
      await setUserDisabled(db, await findUser(db, email), isDisabled)
      return done(
        { email, isDisabled },
        isDisabled ? `${email} is disabled and logged out; open views close.` : `${email} may log in.`,
      )
    },
  }
}

function done(data: unknown, line: string, more: readonly string[] = []): Answer {
  return { data, lines: [line, ...more] }
}

const MADE_PASSWORD_BYTES = 15

/** The password to set, and what of it to print: one of the operator's own is not repeated. */
function choosePassword(given: string): { password: string; words: { password?: string } } {
  if (given !== '') return { password: given, words: {} }
  const password = randomBytes(MADE_PASSWORD_BYTES).toString('base64url')
  return { password, words: { password } }
}

function printed({ password }: { password?: string }): string[] {
  return password === undefined ? [] : [`Password: ${password}`]
}

function parseGroup(text: string): GroupId {
  const id = groupIdFromText(text)
  if (id === null) throw new CliError(`"${text}" is not a group id: a whole number from 1 to 999999999`)
  return id
}

async function findGroup(db: Db, text: string): Promise<GroupId> {
  const id = parseGroup(text)
  const row = await db.selectFrom('groups').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) throw new CliError(`there is no group ${id}`)
  return id
}

async function findUser(db: Db, email: string): Promise<string> {
  const id = await findUserId(db, email)
  if (id === null) throw new CliError(`there is no user ${email}`)
  return id
}

function parseSite(text: string): Site {
  const site = SITES.find((one) => one === text)
  if (!site) throw new CliError(`"${text}" is not a site: production or staging`)
  return site
}
