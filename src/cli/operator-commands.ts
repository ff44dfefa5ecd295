import type { Db } from '../web-server/db/open.ts'
import { ROLES } from '../web-server/groups/roles.ts'
import { CliError } from './cli-error.ts'
import { AUDIT_COMMANDS } from './commands/audit.ts'
import type { Answer, Command, OperatorParts } from './commands/command.ts'
import { GROUP_COMMANDS } from './commands/groups.ts'
import { PEOPLE_COMMANDS } from './commands/people.ts'
import { SERVER_COMMANDS } from './commands/servers.ts'
import { SETTING_COMMANDS } from './commands/settings.ts'

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

const COMMANDS: Readonly<Record<string, Command>> = {
  ...SERVER_COMMANDS,
  ...GROUP_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...SETTING_COMMANDS,
  ...AUDIT_COMMANDS,
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
