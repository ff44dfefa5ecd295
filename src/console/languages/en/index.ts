import type { ErrorCode } from '../../../protocol/errors.ts'
import type { Site } from '../../../protocol/ids.ts'
import type { EndReason, Status } from '../../../protocol/life-cycle.ts'
import { names } from './names.ts'
import { integrationsTexts, invitationTexts, peopleTexts } from './people.ts'
import { auditTexts, historyTexts, reportTexts } from './reports.ts'
import { settingsTexts } from './settings.ts'
import { maskingTexts, presenceTexts, transferTexts } from './visitors.ts'

/** Every text of the console; those of the other languages have the same form. */
export const english = {
  product: 'Sidelong',
  names,
  pageTitle: (page: string) => `${page} · Sidelong`,
  skipToContent: 'Skip to content',
  loading: 'Loading…',
  tryAgain: 'Try again',
  more: 'Show more',
  cancel: 'Cancel',
  dismiss: 'Dismiss',

  login: {
    title: 'Log in',
    lead: 'Help your visitors on the page they are looking at.',
    email: 'E-mail',
    password: 'Password',
    showPassword: 'Show or hide the password',
    submit: 'Log in',
    emailMissing: 'Please enter your e-mail address.',
    passwordMissing: 'Please enter your password.',
    failed: 'You could not be logged in. Please check your e-mail address and password.',
    wait: (wait: string) => `Too many attempts. Please wait ${wait} and try again.`,
    passkey: 'Log in with a passkey',
    passkeyFailed: 'No passkey of yours let you in. Please try again, or use your password.',
    codeTitle: 'One more step',
    codeLead: 'Please enter the code that your authenticator app shows, or one of your recovery codes.',
    recoveryLead: 'Please use your passkey, or enter one of your recovery codes.',
    code: 'Code',
    codeMissing: 'Please enter a code.',
    codeFailed: 'This code is not right. Each works once and for a short time; please try the next one.',
    codeSubmit: 'Go on',
    codeOver: 'That took too long. Please start again.',
    back: 'Start again',
    company: 'Log in with your company',
    companyGroup: 'Number of your group',
    companyWrong: 'A number of up to nine digits.',
    companySubmit: 'Go to its log-in',
    ssoProblem: {
      'sso-failed': 'The log-in at your company did not work. Please try again.',
      'sso-unavailable': 'There is no such company log-in, or it cannot be reached.',
      'sso-unknown':
        'Your company account opens no account here. Log in another way and link it, or ask your administrator.',
      'sso-testing': 'This company log-in is being tested and lets nobody in yet.',
      'sso-taken': 'This company account belongs to somebody else here.',
    },
    expired: 'You have been logged out. Please log in again to go on.',
  },

  header: {
    navigation: 'Pages',
    home: 'Sessions',
    history: 'History',
    people: 'People',
    settings: 'Settings',
    integrations: 'Integrations',
    reports: 'Reports',
    audit: 'Audit log',
    ownAccount: 'Account and log-in',
    toDark: 'Switch to dark colors',
    toLight: 'Switch to light colors',
    account: (name: string) => `Account of ${name}`,
    groups: 'Your groups',
    noGroup: 'You belong to no group yet.',
    moreGroups: (first: string, others: number) => `${first} and ${others} more`,
    logOut: 'Log out',
    logOutFailed: 'You could not be logged out. Please try again.',
  },

  join: {
    title: 'Join a session',
    lead: 'Type the code that the visitor reads to you.',
    key: 'Session key',
    keyExample: '482 917',
    submit: 'Join',
    keyMissing: 'Please enter the session key.',
    keyMalformed: 'A session key has letters, digits and . _ ~ - only, and at most 63 of them.',
    noSession: 'No session with this key is running in your groups.',
    noSessionFor: (key: string) => `No session with the key ${key} is running in your groups.`,
    notAllowed: 'Your role does not let you view sessions. Please ask an administrator of your group.',
    wait: (wait: string) => `Too many attempts. Please wait ${wait} and try again.`,
    failed: 'The session could not be joined. Please try again.',
    waitTitle: (key: string) => `Waiting for session ${key}`,
    waitLead: 'The session is not there yet. You will join it automatically as soon as it is.',
    waitSince: (ago: string) => `Waiting for ${ago}`,
    waitTrouble: 'The server cannot be reached. Trying again…',
    cancel: 'Cancel',
    waitOver: (key: string, wait: string) =>
      `No session with the key ${key} started within ${wait}. Please ask the visitor for the code again.`,
  },

  live: {
    title: 'Live sessions',
    count: (count: number) => (count === 1 ? '1 session is running' : `${count} sessions are running`),
    notPermitted:
      'Your role does not show you the list of live sessions. Join with the key that the visitor reads to you.',
    stale: 'This list may be out of date. Trying again…',
    partial: 'More sessions are running than are shown here. Join those with their key.',
    join: 'Join',
    joinLabel: (key: string) => `Join session ${key}`,
    statedByVisitor: 'stated by visitor',
    unnamedVisitor: 'No name stated',
    started: (ago: string) => `Started ${ago} ago`,
    startedNow: 'Started just now',
    noAgent: 'No agent yet',
    emptyTitle: 'No session is running right now',
    emptyLead: 'New sessions appear here by themselves. This is how one starts:',
    emptySteps: [
      'The visitor presses the co-browsing button on your site and agrees.',
      'The visitor’s page shows a code, and the visitor reads it to you.',
      'You type the code above and see what the visitor sees, except what is masked.',
    ],
  },

  presence: presenceTexts,
  transfer: transferTexts,

  history: historyTexts,
  reports: reportTexts,
  audit: auditTexts,

  account: {
    title: 'Account and log-in',
    lead: (email: string) => `You are logged in as ${email}.`,
    limited:
      'Your group asks for a second factor. Please set one up: an authenticator app or a passkey. Then you can go on.',

    goOn: 'Go on',

    app: {
      title: 'Second factor: authenticator app',
      lead: 'With an app on your phone, a password alone does not let anybody in.',
      isOn: 'Your log-in asks for a code of your app.',
      isOff: 'No app is set up.',
      setUp: 'Set up an app',
      remove: 'Remove the app',
      renewCodes: 'New recovery codes',
      codesLeft: (count: number) =>
        count === 1 ? 'One recovery code is left.' : `${count} recovery codes are left.`,
      scan: 'Scan this with an authenticator app:',
      picture: 'QR code with the secret for your authenticator app',
      type: 'Or type this into the app:',
      firstCode: 'Code that the app shows',
      finish: 'Finish',
    },

    codes: {
      title: 'Recovery codes',
      lead: 'Keep these in a safe place: they are shown only now. Each lets you in once instead of a code or a passkey.',
      copy: 'Copy',
      done: 'I have kept them',
    },

    passkeys: {
      title: 'Passkeys',
      lead: 'Log in with your finger, face or PIN instead of a password. A passkey works on this site only, so nobody can trick you into giving it away.',
      name: 'Name of the new passkey',
      nameExample: 'Office laptop',
      unnamed: 'Passkey',
      add: 'Add a passkey',
      remove: 'Remove',
      removeLabel: (name: string) => `Remove the passkey ${name}`,
      made: 'made',
      used: 'last used',
      unsupported: 'This browser knows no passkeys.',
    },

    company: {
      title: 'Company account',
      lead: 'Log in with the account that your company has given you.',
      link: (name: string) => `Link your account of ${name}`,
      unlink: 'Unlink',
      unlinkLabel: (label: string) => `Unlink ${label}`,
    },

    proof: {
      title: 'Please confirm that it is you',
      lead: 'This change decides who gets into your account.',
      again: 'Please log in again, then repeat this change within ten minutes.',
      company: (name: string) => `Log in again with ${name}`,
      password: 'Your password',
      code: 'Code of your authenticator app',
      passkey: 'Use a passkey',
      notUsed: 'No passkey was used. Please try again.',
      usedHere: 'This device has a passkey of yours already.',
      submit: 'Confirm',
      cancel: 'Cancel',
      failed: 'That was not right. Please try again.',
    },

    password: {
      title: 'Password',
      lead: 'Eight characters or more. Everybody who is logged in with the old one elsewhere is logged out.',
      current: 'Current password',
      next: 'New password',
      again: 'New password once more',
      submit: 'Change password',
      currentMissing: 'Please enter your current password.',
      tooShort: 'Please use eight characters or more.',
      differs: 'The two are not the same.',
      done: 'Your password is changed. All your other log-ins are over.',
    },

    logins: {
      title: 'Where you are logged in',
      lead: 'Ending a log-in also closes every page view that you have open; those of this browser can be joined again.',
      own: 'this browser',
      from: (address: string, method: string) => `${address}, by ${method}`,
      since: 'since',
      seen: 'last used',
      end: 'End',
      endLabel: (browser: string, address: string) => `End the log-in of ${browser} from ${address}`,
      endOthers: 'End all others',
      method: {
        password: 'password',
        'password+totp': 'password and app',
        'password+recovery': 'password and recovery code',
        passkey: 'passkey',
        oidc: 'company account',
        'oidc+totp': 'company account and app',
        'oidc+recovery': 'company account and recovery code',
      },
    },
  },

  people: peopleTexts,
  integrations: integrationsTexts,
  invitation: invitationTexts,

  language: {
    title: 'Language',
    lead: 'Of the console and the page view, wherever you log in.',
    automatic: 'As the browser says',
  },

  groupPages: {
    group: 'Group',
    notPermitted: 'Your role does not show you this page in any of your groups.',
  },

  masking: maskingTexts,
  settings: settingsTexts,

  notFound: {
    title: 'There is no such page',
    lead: 'The address may be misspelled, or the page was moved.',
    home: 'Go to the sessions',
  },

  crash: {
    title: 'This page failed',
    lead: 'Something went wrong in the console. Running sessions are not affected.',
    reload: 'Load it again',
  },

  site: { production: 'Production', staging: 'Staging' } satisfies Record<Site, string>,

  status: {
    J: 'Setting up',
    W: 'Waiting for an agent',
    A: 'Active',
    C: 'Completed',
    X: 'Disconnected',
    Q: 'Cancelled',
    T: 'Expired',
  } satisfies Record<Status, string>,

  endReason: {
    'visitor-cancelled': 'The visitor changed their mind',
    'visitor-lost': 'The visitor’s connection was lost',
    'setup-failed': 'The visitor’s page could not be set up',
    'wait-expired': 'No agent came in time',
    'visitor-ended': 'The visitor ended it',
    'agent-ended': 'An agent ended it',
    'admin-ended': 'An administrator ended it',
    'agents-left': 'All agents left',
    idle: 'Nobody did anything for a while',
    'max-duration': 'It reached the longest duration',
    'agent-lost': 'The agents’ connection was lost',
    'server-lost': 'The session server was lost',
    'script-error': 'The visitor script failed',
    replaced: 'The visitor started a new session',
    'group-suspended': 'The group was suspended',
  } satisfies Record<EndReason, string>,

  /** Codes that an agent can come across; the others read as `internal`. */
  errors: {
    'no-session': 'No session with this key is running in your groups.',
    'window-closed': 'The page that opened this window has closed it. Nothing is waited for here any more.',
    'session-expired': 'This session is over.',
    'join-refused': 'This join link is not valid any more. Please join again from here.',
    'not-permitted': 'Your role does not permit this.',
    'visitor-not-present': 'The visitor is not there any more.',
    'group-not-allowed': 'The visitor’s page does not allow sessions of this group.',
    'already-in-session': 'The visitor is in a session, or is being asked about one.',
    'key-in-use': 'Another session runs with this visitor id.',
    'key-not-allowed': 'The settings of the group do not let visitor ids be session keys.',
    'not-found': 'There is nothing here (any more).',
    'bad-key': 'A session key has letters, digits and . _ ~ - only, and at most 63 of them.',
    'bad-params': 'The server did not accept this request.',
    'version-conflict': 'Somebody has changed this meanwhile. Please load it again.',
    'group-suspended': 'The group is suspended.',
    'rate-limited': 'Too many requests. Please wait a moment.',
    'quota-exceeded': 'As many agents as allowed are in this session.',
    'no-server': 'No session server has room right now. Please try again in a moment.',
    'server-lost': 'The session server was lost. Please try again in a moment.',
    'not-logged-in': 'Please log in.',
    'login-refused': 'You could not be logged in.',
    'code-refused': 'That was not right, or is not valid any more.',
    'confirm-first': 'Please confirm that it is you first.',
    network: 'The server cannot be reached. Please check your connection.',
    internal: 'Something went wrong on our side. Please try again.',
  } satisfies Partial<Record<ErrorCode, string>>,

  /** A length of time, given in whole units. */
  duration: {
    lessThanMinute: 'less than a minute',
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => (count === 1 ? '1 day' : `${count} days`),
  },
}

export type Texts = typeof english
