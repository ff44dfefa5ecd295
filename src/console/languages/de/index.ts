import type { Texts } from '../en/index.ts'
import { names } from './names.ts'
import { integrations, invitation, people } from './people.ts'
import { plural } from './plural.ts'
import { audit, history, reports } from './reports.ts'
import { settings } from './settings.ts'
import { masking, presence, transfer } from './visitors.ts'

/** German. */
export const texts: Texts = {
  product: 'Sidelong',
  names,
  pageTitle: (page) => `${page} · Sidelong`,
  skipToContent: 'Zum Inhalt',
  loading: 'Wird geladen …',
  tryAgain: 'Erneut versuchen',
  more: 'Mehr zeigen',
  cancel: 'Abbrechen',
  dismiss: 'Schließen',

  login: {
    title: 'Anmelden',
    lead: 'Helfen Sie Ihren Besuchern auf der Seite, die sie gerade ansehen.',
    email: 'E-Mail',
    password: 'Passwort',
    showPassword: 'Passwort zeigen oder verbergen',
    submit: 'Anmelden',
    emailMissing: 'Bitte geben Sie Ihre E-Mail-Adresse ein.',
    passwordMissing: 'Bitte geben Sie Ihr Passwort ein.',
    failed: 'Die Anmeldung ist nicht gelungen. Bitte prüfen Sie E-Mail-Adresse und Passwort.',
    wait: (wait) => `Zu viele Versuche. Bitte warten Sie ${wait} und versuchen Sie es erneut.`,
    passkey: 'Mit einem Passkey anmelden',
    passkeyFailed:
      'Kein Passkey hat Sie hereingelassen. Bitte versuchen Sie es erneut, oder nehmen Sie Ihr Passwort.',
    codeTitle: 'Noch ein Schritt',
    codeLead:
      'Bitte geben Sie den Code ein, den Ihre Authenticator-App zeigt, oder einen Ihrer Wiederherstellungscodes.',
    recoveryLead: 'Bitte nehmen Sie Ihren Passkey, oder geben Sie einen Ihrer Wiederherstellungscodes ein.',
    code: 'Code',
    codeMissing: 'Bitte geben Sie einen Code ein.',
    codeFailed: 'Dieser Code stimmt nicht. Jeder gilt einmal und nur kurz; bitte versuchen Sie den nächsten.',
    codeSubmit: 'Weiter',
    codeOver: 'Das hat zu lange gedauert. Bitte beginnen Sie von vorn.',
    back: 'Von vorn beginnen',
    company: 'Mit der Firma anmelden',
    companyGroup: 'Nummer Ihrer Gruppe',
    companyWrong: 'Eine Zahl mit bis zu neun Ziffern.',
    companySubmit: 'Zur Anmeldung der Firma',
    ssoProblem: {
      'sso-failed': 'Die Anmeldung bei Ihrer Firma hat nicht geklappt. Bitte versuchen Sie es erneut.',
      'sso-unavailable': 'Diese Firmenanmeldung gibt es nicht, oder sie ist nicht erreichbar.',
      'sso-unknown':
        'Zu Ihrem Firmenkonto gehört hier kein Konto. Melden Sie sich anders an und verknüpfen Sie es, oder fragen Sie Ihre Administration.',
      'sso-testing': 'Diese Firmenanmeldung wird erprobt und lässt noch niemanden herein.',
      'sso-taken': 'Dieses Firmenkonto gehört hier jemand anderem.',
    },
    expired: 'Sie wurden abgemeldet. Bitte melden Sie sich wieder an, um fortzufahren.',
  },

  header: {
    navigation: 'Seiten',
    home: 'Sitzungen',
    history: 'Verlauf',
    people: 'Personen',
    settings: 'Einstellungen',
    integrations: 'Anbindungen',
    reports: 'Berichte',
    audit: 'Protokoll',
    ownAccount: 'Konto und Anmeldung',
    toDark: 'Zu dunklen Farben wechseln',
    toLight: 'Zu hellen Farben wechseln',
    account: (name) => `Konto von ${name}`,
    groups: 'Ihre Gruppen',
    noGroup: 'Sie gehören noch zu keiner Gruppe.',
    moreGroups: (first, others) => `${first} und ${others} weitere`,
    logOut: 'Abmelden',
    logOutFailed: 'Die Abmeldung ist nicht gelungen. Bitte versuchen Sie es erneut.',
  },

  join: {
    title: 'Einer Sitzung beitreten',
    lead: 'Geben Sie den Code ein, den der Besucher Ihnen vorliest.',
    key: 'Sitzungsschlüssel',
    keyExample: '482 917',
    submit: 'Beitreten',
    keyMissing: 'Bitte geben Sie den Sitzungsschlüssel ein.',
    keyMalformed: 'Ein Sitzungsschlüssel hat nur Buchstaben, Ziffern und . _ ~ -, höchstens 63 davon.',
    noSession: 'In Ihren Gruppen läuft keine Sitzung mit diesem Schlüssel.',
    noSessionFor: (key) => `In Ihren Gruppen läuft keine Sitzung mit dem Schlüssel ${key}.`,
    notAllowed:
      'Mit Ihrer Rolle dürfen Sie keine Sitzungen sehen. Bitte fragen Sie die Administration Ihrer Gruppe.',
    wait: (wait) => `Zu viele Versuche. Bitte warten Sie ${wait} und versuchen Sie es erneut.`,
    failed: 'Der Beitritt ist nicht gelungen. Bitte versuchen Sie es erneut.',
    waitTitle: (key) => `Warten auf Sitzung ${key}`,
    waitLead: 'Die Sitzung ist noch nicht da. Sobald sie es ist, treten Sie ihr von selbst bei.',
    waitSince: (ago) => `Wartet seit ${ago}`,
    waitTrouble: 'Der Server ist nicht erreichbar. Neuer Versuch …',
    cancel: 'Abbrechen',
    waitOver: (key, wait) =>
      `Innerhalb von ${wait} begann keine Sitzung mit dem Schlüssel ${key}. Bitte fragen Sie den Besucher noch einmal nach dem Code.`,
  },

  live: {
    title: 'Laufende Sitzungen',
    count: (count) => plural(count, '1 Sitzung läuft', `${count} Sitzungen laufen`),
    notPermitted:
      'Ihre Rolle zeigt Ihnen die Liste laufender Sitzungen nicht. Treten Sie mit dem Schlüssel bei, den der Besucher Ihnen vorliest.',
    stale: 'Diese Liste ist vielleicht nicht aktuell. Neuer Versuch …',
    partial: 'Es laufen mehr Sitzungen, als hier zu sehen sind. Treten Sie diesen mit ihrem Schlüssel bei.',
    join: 'Beitreten',
    joinLabel: (key) => `Sitzung ${key} beitreten`,
    statedByVisitor: 'Angabe des Besuchers',
    unnamedVisitor: 'Kein Name angegeben',
    started: (ago) => `Begann vor ${ago}`,
    startedNow: 'Begann gerade eben',
    noAgent: 'Noch kein Agent',
    emptyTitle: 'Gerade läuft keine Sitzung',
    emptyLead: 'Neue Sitzungen erscheinen hier von selbst. So beginnt eine:',
    emptySteps: [
      'Der Besucher drückt auf Ihrer Website den Knopf für Co-Browsing und stimmt zu.',
      'Die Seite des Besuchers zeigt einen Code, und der Besucher liest ihn Ihnen vor.',
      'Sie geben den Code oben ein und sehen, was der Besucher sieht, außer dem, was verdeckt ist.',
    ],
  },

  presence,
  transfer,

  history,
  reports,
  audit,

  account: {
    title: 'Konto und Anmeldung',
    lead: (email) => `Sie sind als ${email} angemeldet.`,
    limited:
      'Ihre Gruppe verlangt einen zweiten Faktor. Bitte richten Sie einen ein: eine Authenticator-App oder einen Passkey. Danach geht es weiter.',

    goOn: 'Weiter',

    app: {
      title: 'Zweiter Faktor: Authenticator-App',
      lead: 'Mit einer App auf Ihrem Telefon lässt ein Passwort allein niemanden herein.',
      isOn: 'Ihre Anmeldung verlangt einen Code Ihrer App.',
      isOff: 'Keine App ist eingerichtet.',
      setUp: 'App einrichten',
      remove: 'App entfernen',
      renewCodes: 'Neue Wiederherstellungscodes',
      codesLeft: (count) =>
        plural(
          count,
          'Ein Wiederherstellungscode ist übrig.',
          `${count} Wiederherstellungscodes sind übrig.`,
        ),
      scan: 'Scannen Sie dies mit einer Authenticator-App:',
      picture: 'QR-Code mit dem Geheimnis für Ihre Authenticator-App',
      type: 'Oder geben Sie dies in die App ein:',
      firstCode: 'Code, den die App zeigt',
      finish: 'Fertig',
    },

    codes: {
      title: 'Wiederherstellungscodes',
      lead: 'Bewahren Sie diese sicher auf: Sie werden nur jetzt gezeigt. Jeder lässt Sie einmal statt eines Codes oder Passkeys herein.',
      copy: 'Kopieren',
      done: 'Ich habe sie aufbewahrt',
    },

    passkeys: {
      title: 'Passkeys',
      lead: 'Melden Sie sich mit Finger, Gesicht oder PIN statt mit einem Passwort an. Ein Passkey gilt nur auf dieser Website, niemand kann ihn Ihnen also entlocken.',
      name: 'Name des neuen Passkeys',
      nameExample: 'Notebook im Büro',
      unnamed: 'Passkey',
      add: 'Passkey hinzufügen',
      remove: 'Entfernen',
      removeLabel: (name) => `Passkey ${name} entfernen`,
      made: 'erstellt',
      used: 'zuletzt benutzt',
      unsupported: 'Dieser Browser kennt keine Passkeys.',
    },

    company: {
      title: 'Firmenkonto',
      lead: 'Melden Sie sich mit dem Konto an, das Ihre Firma Ihnen gegeben hat.',
      link: (name) => `Ihr Konto bei ${name} verknüpfen`,
      unlink: 'Trennen',
      unlinkLabel: (label) => `Verknüpfung mit ${label} trennen`,
    },

    proof: {
      title: 'Bitte bestätigen Sie, dass Sie es sind',
      lead: 'Diese Änderung entscheidet, wer in Ihr Konto kommt.',
      again: 'Bitte melden Sie sich neu an und wiederholen Sie diese Änderung innerhalb von zehn Minuten.',
      company: (name) => `Neu anmelden mit ${name}`,
      password: 'Ihr Passwort',
      code: 'Code Ihrer Authenticator-App',
      passkey: 'Passkey benutzen',
      notUsed: 'Es wurde kein Passkey benutzt. Bitte versuchen Sie es erneut.',
      usedHere: 'Auf diesem Gerät gibt es schon einen Passkey von Ihnen.',
      submit: 'Bestätigen',
      cancel: 'Abbrechen',
      failed: 'Das war nicht richtig. Bitte versuchen Sie es erneut.',
    },

    password: {
      title: 'Passwort',
      lead: 'Acht Zeichen oder mehr. Wer anderswo mit dem alten angemeldet ist, wird abgemeldet.',
      current: 'Bisheriges Passwort',
      next: 'Neues Passwort',
      again: 'Neues Passwort noch einmal',
      submit: 'Passwort ändern',
      currentMissing: 'Bitte geben Sie Ihr bisheriges Passwort ein.',
      tooShort: 'Bitte nehmen Sie acht Zeichen oder mehr.',
      differs: 'Die beiden sind nicht gleich.',
      done: 'Ihr Passwort ist geändert. Alle Ihre anderen Anmeldungen sind beendet.',
    },

    logins: {
      title: 'Wo Sie angemeldet sind',
      lead: 'Das Ende einer Anmeldung schließt auch jede Seitenansicht, die Sie offen haben; denen dieses Browsers können Sie wieder beitreten.',
      own: 'dieser Browser',
      from: (address, method) => `${address}, mit ${method}`,
      since: 'seit',
      seen: 'zuletzt benutzt',
      end: 'Beenden',
      endLabel: (browser, address) => `Anmeldung von ${browser} bei ${address} beenden`,
      endOthers: 'Alle anderen beenden',
      method: {
        password: 'Passwort',
        'password+totp': 'Passwort und App',
        'password+recovery': 'Passwort und Wiederherstellungscode',
        passkey: 'Passkey',
        oidc: 'Firmenkonto',
        'oidc+totp': 'Firmenkonto und App',
        'oidc+recovery': 'Firmenkonto und Wiederherstellungscode',
      },
    },
  },

  people,
  integrations,
  invitation,

  language: {
    title: 'Sprache',
    lead: 'Der Konsole und der Seitenansicht, wo immer Sie sich anmelden.',
    automatic: 'Wie der Browser',
  },

  groupPages: {
    group: 'Gruppe',
    notPermitted: 'Ihre Rolle zeigt Ihnen diese Seite in keiner Ihrer Gruppen.',
  },

  masking,
  settings,

  notFound: {
    title: 'Diese Seite gibt es nicht',
    lead: 'Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.',
    home: 'Zu den Sitzungen',
  },

  crash: {
    title: 'Diese Seite ist ausgefallen',
    lead: 'In der Konsole ist etwas schiefgegangen. Laufende Sitzungen sind nicht betroffen.',
    reload: 'Neu laden',
  },

  site: { production: 'Produktion', staging: 'Staging' },

  status: {
    J: 'Wird eingerichtet',
    W: 'Wartet auf einen Agenten',
    A: 'Aktiv',
    C: 'Abgeschlossen',
    X: 'Getrennt',
    Q: 'Abgebrochen',
    T: 'Abgelaufen',
  },

  endReason: {
    'visitor-cancelled': 'Der Besucher hat es sich anders überlegt',
    'visitor-lost': 'Die Verbindung des Besuchers ging verloren',
    'setup-failed': 'Die Seite des Besuchers ließ sich nicht einrichten',
    'wait-expired': 'Kein Agent kam rechtzeitig',
    'visitor-ended': 'Der Besucher hat sie beendet',
    'agent-ended': 'Ein Agent hat sie beendet',
    'admin-ended': 'Die Administration hat sie beendet',
    'agents-left': 'Alle Agenten sind gegangen',
    idle: 'Eine Weile tat niemand etwas',
    'max-duration': 'Sie erreichte die längste Dauer',
    'agent-lost': 'Die Verbindung der Agenten ging verloren',
    'server-lost': 'Der Sitzungsserver ging verloren',
    'script-error': 'Das Besucher-Skript ist ausgefallen',
    replaced: 'Der Besucher begann eine neue Sitzung',
    'group-suspended': 'Die Gruppe wurde gesperrt',
  },

  errors: {
    'no-session': 'In Ihren Gruppen läuft keine Sitzung mit diesem Schlüssel.',
    'window-closed':
      'Die Seite, die dieses Fenster geöffnet hat, hat es geschlossen. Hier wird auf nichts mehr gewartet.',
    'session-expired': 'Diese Sitzung ist vorbei.',
    'join-refused': 'Dieser Beitrittslink gilt nicht mehr. Bitte treten Sie von hier erneut bei.',
    'not-permitted': 'Ihre Rolle erlaubt das nicht.',
    'visitor-not-present': 'Der Besucher ist nicht mehr da.',
    'group-not-allowed': 'Die Seite des Besuchers erlaubt keine Sitzungen dieser Gruppe.',
    'already-in-session': 'Der Besucher ist in einer Sitzung oder wird gerade danach gefragt.',
    'key-in-use': 'Mit dieser Besucher-ID läuft eine andere Sitzung.',
    'key-not-allowed': 'Die Einstellungen der Gruppe erlauben Besucher-IDs nicht als Sitzungsschlüssel.',
    'not-found': 'Hier gibt es nichts (mehr).',
    'bad-key': 'Ein Sitzungsschlüssel hat nur Buchstaben, Ziffern und . _ ~ -, höchstens 63 davon.',
    'bad-params': 'Der Server hat diese Anfrage nicht angenommen.',
    'version-conflict': 'Jemand hat dies inzwischen geändert. Bitte laden Sie es neu.',
    'group-suspended': 'Die Gruppe ist gesperrt.',
    'rate-limited': 'Zu viele Anfragen. Bitte warten Sie einen Moment.',
    'quota-exceeded': 'In dieser Sitzung sind so viele Agenten wie erlaubt.',
    'no-server': 'Gerade hat kein Sitzungsserver Platz. Bitte versuchen Sie es gleich noch einmal.',
    'server-lost': 'Der Sitzungsserver ging verloren. Bitte versuchen Sie es gleich noch einmal.',
    'not-logged-in': 'Bitte melden Sie sich an.',
    'login-refused': 'Die Anmeldung ist nicht gelungen.',
    'code-refused': 'Das war nicht richtig oder gilt nicht mehr.',
    'confirm-first': 'Bitte bestätigen Sie zuerst, dass Sie es sind.',
    network: 'Der Server ist nicht erreichbar. Bitte prüfen Sie Ihre Verbindung.',
    internal: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es erneut.',
  },

  duration: {
    lessThanMinute: 'weniger als 1 min',
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    // The same in every case: also after „vor“.
    days: (count) => `${count} Tg.`,
  },
}
