import { randomBytes } from 'node:crypto'
import { text } from '../../base/parse.ts'
import { systemClock } from '../../node/platform.ts'
import { linkIdentity } from '../../web-server/accounts/identities.ts'
import { listLogins } from '../../web-server/accounts/logins.ts'
import { removeFactors } from '../../web-server/accounts/second-factor.ts'
import {
  createUser,
  endAllLogins,
  setPassword,
  setUserDisabled,
  unlockUser,
} from '../../web-server/accounts/users.ts'
import { ensureMembership, removeMembership, setExternalId } from '../../web-server/groups/groups.ts'
import { isRoleName, ROLES } from '../../web-server/groups/roles.ts'
import { CliError } from '../cli-error.ts'
import { auditUser, type Command, done, findGroup, findUser } from './command.ts'

const MADE_PASSWORD_BYTES = 15

/** People, and the groups that they are in. */
export const PEOPLE_COMMANDS: Readonly<Record<string, Command>> = {
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

/** The password to set, and what of it to print: one of the operator's own is not repeated. */
function choosePassword(given: string): { password: string; words: { password?: string } } {
  if (given !== '') return { password: given, words: {} }
  const password = randomBytes(MADE_PASSWORD_BYTES).toString('base64url')
  return { password, words: { password } }
}

function printed({ password }: { password?: string }): string[] {
  return password === undefined ? [] : [`Password: ${password}`]
}
