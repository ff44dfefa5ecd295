export type Addresses = {
  readonly site: string
  readonly console: string
  /** With `--crm`. */
  readonly crm?: string
  /** Where an agent joins; the session's key is appended. */
  readonly join: string
  readonly groupId: number
  readonly sessionServers: readonly string[]
  readonly agent: { readonly email: string; readonly password: string }
  readonly admin: { readonly email: string; readonly password: string }
  /** With `--tls`: what Chromium needs to find and to trust the addresses. */
  readonly browserArguments?: readonly string[]
}

/** What `npm start` says to people when everything answers. */
export function welcomeText(addresses: Addresses): string {
  const { site, agent, admin, browserArguments } = addresses
  const browser = browserArguments
    ? `\n  The names exist on this machine only, and the certificate for this run only. Start a browser that knows them:\n\n    chromium --user-data-dir=$(mktemp -d) ${browserArguments.map((one) => `'${one}'`).join(' ')}\n`
    : ''
  return `
  Sidelong is running.
${browser}
    The customer's site   ${site}
    The agents' console   ${addresses.console}
${addresses.crm ? `    A CRM of the agents   ${addresses.crm}\n` : ''}    Agent                 ${agent.email}   password ${agent.password}
    Administrator         ${admin.email}   password ${admin.password}

  See it work:

    1. Open ${site} and press the button in the corner:
       accept, and read the six-digit code.
    2. In another browser or a private window, open ${addresses.console},
       log in as the agent and type the code.
    3. Click, type and scroll on the site, and watch it in the console.
       What is marked as secret stays hidden.

  Ctrl-C ends everything.
`
}
