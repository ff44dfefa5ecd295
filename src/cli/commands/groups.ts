import { text } from '../../base/parse.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { dropLoginSecrets, rotateLoginSecret } from '../../web-server/accounts/login-secrets.ts'
import { secretPurpose } from '../../web-server/accounts/sso.ts'
import type { Db } from '../../web-server/db/open.ts'
import { createGroup, setGroupSuspended } from '../../web-server/groups/groups.ts'
import { CliError } from '../cli-error.ts'
import { auditGroup, type Command, done, findGroup, parseGroup } from './command.ts'

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/

/** Groups, and what they sign people in with. */
export const GROUP_COMMANDS: Readonly<Record<string, Command>> = {
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
}

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
