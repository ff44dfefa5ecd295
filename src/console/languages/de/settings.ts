import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const settings: Texts['settings'] = {
  title: 'Einstellungen',
  lead: 'Probieren Sie Änderungen im Staging aus und veröffentlichen Sie sie dann. Sie wirken, sobald Besucher die nächste Seite laden.',
  views: 'Teile der Einstellungen',
  staging: 'Staging',
  group: 'Ganze Gruppe',
  publish: 'Veröffentlichen',
  versions: 'Versionen',
  embed: 'Einbinden',
  file: 'Export und Import',

  edit: {
    stagingLead:
      'Was Seiten mit data-site="staging" benutzen. Die Produktion bleibt, wie sie ist, bis Sie veröffentlichen.',
    groupLead: 'Werte, die Staging und Produktion gemeinsam haben. Sie wirken, sobald Sie sie speichern.',
    find: 'Einstellung suchen',
    none: 'Keine Einstellung enthält diese Wörter.',
    isDefault: 'Vorgabe',
    reset: 'Vorgabe nehmen',
    resetLabel: (title) => `Vorgabe nehmen für ${title}`,
    defaultIs: (value) => `Vorgabe: ${value}`,
    noValue: 'keine',
    onePerLine: 'Einer je Zeile.',
    badSelector: (line, selector) => `Zeile ${line}: ${selector} ist kein CSS-Selektor.`,
    badJson: 'Das ist kein JSON. Bitte prüfen Sie Anführungszeichen, Kommas und Klammern.',
    range: (min, max) => `Von ${min} bis ${max}`,
    changed: (count) => plural(count, '1 ungespeicherte Änderung', `${count} ungespeicherte Änderungen`),
    save: 'Speichern',
    discard: 'Verwerfen',
    saved: 'Gespeichert.',
    refused: 'Einige Werte wurden abgelehnt; sie sind unten markiert.',
    json: 'Als JSON',
    seenHosts: 'In Sitzungen gesehene Hosts, wie die Browser der Berater sie melden',
    asked: 'Sitzungen, die ihn anfragten',
    blocked: 'Sitzungen, denen er verwehrt war',
    allow: 'Erlauben',
    allowLabel: (host: string) => `${host} erlauben`,
  },

  difference: {
    title: 'Staging und Produktion',
    lead: 'Was sich für Ihre Besucher ändern würde. Wählen Sie alle Abschnitte oder einige.',
    same: 'Die Produktion ist wie das Staging. Es gibt nichts zu veröffentlichen.',
    setting: 'Einstellung',
    before: 'Produktion jetzt',
    after: 'Nach dem Veröffentlichen',
    loosens: 'zeigt oder erlaubt mehr',
    loosensLead:
      'Einige dieser Änderungen verbergen weniger oder lassen mehr zu als bisher. Sie werden gebeten zu bestätigen, dass Sie es sind.',
    publishAll: 'Alles veröffentlichen',
    publishSome: (count) =>
      plural(count, 'Einen Abschnitt veröffentlichen', `${count} Abschnitte veröffentlichen`),
    done: (version) => `Als Version ${version} veröffentlicht.`,
    section: (name) => `Abschnitt ${name} veröffentlichen`,
    notPermitted: 'Ihre Rolle lässt Sie nicht veröffentlichen.',
  },

  history: {
    title: 'Versionen der Produktion',
    lead: 'Jede bleibt, wie sie war. Zurücksetzen veröffentlicht eine ältere Version noch einmal, als neue.',
    none: 'Noch wurde nichts veröffentlicht.',
    version: (version) => `Version ${version}`,
    by: (author) => `von ${author}`,
    current: 'in Gebrauch',
    rollBack: 'Zurücksetzen',
    rollBackLabel: (version) => `Auf Version ${version} zurücksetzen`,
    rollBackQuestion: (version) => `Version ${version} noch einmal veröffentlichen?`,
    changes: (count) => plural(count, '1 Änderung', `${count} Änderungen`),
  },

  code: {
    title: 'Code für Ihre Seiten',
    lead: 'Setzen Sie dies in den Kopf jeder Seite, auf der Besuchern geholfen werden darf.',
    site: 'Umgebung',
    variant: 'Form',
    script: 'script-Element',
    meta: 'meta-Element, für einen Loader, den Sie selbst ausliefern',
    button: 'Startknopf zeigen',
    presence: 'Besucher melden, die da sind (Anwesenheit)',
    visitorId: 'Besucher-ID, wenn Ihre Seite eine kennt',
    additional: 'Weitere Gruppen, durch Kommas getrennt',
    cookieDomain: 'Übergeordnete Domain, wenn Sitzungen über Subdomains gehen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    csp: 'Content Security Policy',
    cspLead: 'Wenn Ihre Seiten eine Policy senden, ergänzen Sie in deren Direktiven diese Quellen:',
    noOrigins: 'Noch darf keine Seite Sitzungen haben: site.origins ist für diese Umgebung leer.',
    origins: 'Seiten, die Sitzungen haben dürfen:',
  },

  exchange: {
    title: 'Alle Einstellungen als eine Datei',
    lead: 'Als Kopie, oder um Einstellungen in eine andere Gruppe zu übernehmen.',
    download: 'Datei herunterladen',
    csv: 'Masken-Selektoren des Stagings als CSV',
    csvProduction: 'Masken-Selektoren der Produktion als CSV',
    choose: 'Datei importieren',
    chooseLead:
      'Übernimmt die Werte der Datei in das Staging und die ganze Gruppe. Die Produktion folgt, wenn Sie veröffentlichen.',
    import: 'Importieren',
    done: (staging) => `Importiert; das Staging ist jetzt Version ${staging}.`,
    notJson: 'Diese Datei wurde nicht hier exportiert.',
  },

  sections: {
    site: 'Seiten und Ursprünge',
    assets: 'Bilder, Stile und Schriften',
    keys: 'Sitzungsschlüssel',
    session: 'Sitzungen',
    consent: 'Zustimmung',
    masking: 'Masken',
    capture: 'Was gezeigt wird',
    control: 'Fernsteuerung',
    ui: 'Bedienung für Besucher',
    presence: 'Anwesenheit',
    guests: 'Gäste',
    join: 'Beitreten',
    embed: 'Ansicht einbetten',
    transport: 'Übertragung',
    login: 'Anmeldung',
    sso: 'Firmenanmeldung',
    permissions: 'Rechte',
    video: 'Video',
    screen: 'Bildschirm teilen',
    documents: 'Dokumente',
    retention: 'Wie lange Daten bleiben',
    metrics: 'Messwerte',
  },

  settings: {
    'site.origins': {
      title: 'Seiten, die Sitzungen haben dürfen',
      help: 'Ursprünge: https://www.example.com, oder https://*.example.com für alle Subdomains. Eine leere Liste erlaubt nichts.',
    },
    'site.trustedDomains': {
      title: 'Vertraute Domains',
      help: 'Andere Domains, auf die eine Sitzung weitergehen darf, und Frames, die teilnehmen dürfen: eine Liste von {"origin", "transport": "fragment" | "query" | "bridge", "bridgeUrl"}. Beide Enden müssen eingetragen sein.',
    },
    'site.chatOrigins': {
      title: 'Chatfenster',
      help: 'Ursprünge, deren Fenster durch eine Nachricht eine Sitzung starten dürfen. Der Besucher wird trotzdem gefragt.',
    },
    'assets.policy': {
      title: 'Hosts für Bilder und Stile',
      help: 'Von welchen Hosts der Browser des Agenten laden darf, was zur Seite gehört: von allen mit https, oder von den eingetragenen.',
    },
    'assets.hosts': {
      title: 'Eingetragene Hosts',
      help: 'Hostnamen für „listed“; *.example.com umfasst Subdomains.',
    },
    'keys.randomLength': {
      title: 'Länge der Codes',
      help: 'Ziffern des Codes, den Besucher vorlesen.',
      unit: 'Ziffern',
    },
    'keys.cooldown': {
      title: 'Pause der Codes',
      help: 'Wie lange ein Code nicht wieder vergeben wird.',
      unit: 'Minuten',
    },
    'keys.callerGiven': {
      title: 'Von der Seite gewählte Schlüssel',
      help: 'Ob Seiten den Schlüssel einer Sitzung selbst wählen dürfen.',
    },
    'session.waitExpiry': {
      title: 'Warten auf einen Agenten',
      help: 'Eine Sitzung, der kein Agent beitritt, endet nach dieser Zeit.',
      unit: 'Minuten',
    },
    'session.setupTimeout': {
      title: 'Zeit zum Einrichten',
      help: 'Wie lange die erste Seite bis zur Ankunft brauchen darf.',
      unit: 'Sekunden',
    },
    'session.visitorGrace': {
      title: 'Besucher abwesend',
      help: 'Wie lange ein Besucher weg sein darf, bevor die Sitzung endet.',
      unit: 'Sekunden',
    },
    'session.agentGrace': {
      title: 'Agenten abwesend',
      help: 'Wie lange eine Sitzung ohne Agenten weitergeht.',
      unit: 'Sekunden',
    },
    'session.idleLimit': {
      title: 'Niemand tut etwas',
      help: 'Beendet eine Sitzung, in der nichts geschieht; 0: nie.',
      unit: 'Minuten',
    },
    'session.maxDuration': {
      title: 'Längste Sitzung',
      help: 'Zwei Minuten vorher wird es beiden Seiten gesagt.',
      unit: 'Minuten',
    },
    'session.maxAgents': {
      title: 'Agenten in einer Sitzung',
      help: 'Wie viele Agenten zugleich in einer Sitzung sein dürfen.',
    },
    'session.maxConcurrent': {
      title: 'Gleichzeitige Sitzungen',
      help: 'Wie viele laufende Sitzungen die Gruppe haben darf.',
    },
    'consent.mode': {
      title: 'Wann der Besucher gefragt wird',
      help: '„page“: Der Code der Seite hat schon gefragt, wenn er start() aufruft. „never“ ist für Kioske.',
    },
    'consent.termsUrl': {
      title: 'Bedingungen',
      help: 'Adresse der Bedingungen, auf die die Frage verweist.',
    },
    'consent.extraTermsUrl': {
      title: 'Weitere Bedingungen',
      help: 'Ein zweiter Link; gezeigt, wenn auch sein Text gesetzt ist (ui.texts, „extra“).',
    },
    'consent.agentApproval': {
      title: 'Agenten annehmen',
      help: 'Ob der Besucher den ersten Agenten annimmt oder jeden, mit Namen.',
    },
    'consent.handover': {
      title: 'Wechsel auf eine andere Domain',
      help: 'Ob der Besucher einmal für jede Domain zustimmt.',
    },
    'masking.mode': {
      title: 'Schutzmodus',
      help: '„listed“: Markierte und eingetragene Elemente sind verborgen. „inputs“: auch alle Formularfelder. „all“: auch jedes Wort und Bild.',
    },
    'masking.selectors': {
      title: 'Verborgene Elemente',
      help: 'CSS-Selektoren. Was sie treffen, ist mit allem darin verborgen; nichts davon verlässt den Browser des Besuchers.',
    },
    'masking.unmaskSelectors': {
      title: 'Ausnahmen vom Schutzmodus',
      help: 'CSS-Selektoren für Teile, die „inputs“ und „all“ nicht verbergen. Eine Maske geht jeder Ausnahme vor.',
    },
    'masking.guestSelectors': {
      title: 'Verborgen, solange ein Gast da ist',
      help: 'CSS-Selektoren, zusätzlich zu den anderen.',
    },
    'masking.roleSelectors': {
      title: 'Verborgen nach Rolle',
      help: 'Rolle → Liste von Selektoren: verborgen, sobald jemand mit dieser Rolle beitritt.',
    },
    'masking.urlDetail': {
      title: 'Adressen',
      help: 'Wie viel von Adressen gesendet wird; „path“: ohne Query und Fragment.',
    },
    'masking.title': { title: 'Seitentitel', help: 'Ob Agenten den Titel der Seite sehen.' },
    'masking.hookTimeout': {
      title: 'Zeit für den Masken-Code der Seite',
      help: 'Danach ist die ganze Seite verborgen.',
      unit: 'Sekunden',
    },
    'capture.canvas': {
      title: 'Canvas-Bilder',
      help: 'Was auf Canvas-Flächen gezeichnet wird, und Bilder, die es nur im Browser des Besuchers gibt.',
    },
    'capture.pointer': {
      title: 'Zeiger des Besuchers',
      help: 'Nie über etwas Verborgenem gezeigt.',
    },
    'control.scope': {
      title: 'Wo Agenten handeln dürfen',
      help: 'Auf der ganzen Seite oder nur in markierten Teilen.',
    },
    'control.submit': {
      title: 'Formulare absenden',
      help: 'Ob der Besucher gefragt wird, bevor ein Agent ein Formular absendet.',
    },
    'control.requestTimeout': {
      title: 'Zeit für die Antwort',
      help: 'Ohne Antwort ist die Bitte um Steuerung abgelehnt.',
      unit: 'Sekunden',
    },
    'control.allowedSelectors': {
      title: 'Teile, in denen Agenten handeln dürfen',
      help: 'CSS-Selektoren, für den Umfang „marked“.',
    },
    'control.blockedSelectors': {
      title: 'Teile, in denen Agenten nie handeln dürfen',
      help: 'CSS-Selektoren.',
    },
    'ui.theme': {
      title: 'Farben',
      help: 'Akzentfarbe der Knöpfe; weiße Wörter darauf müssen lesbar sein.',
    },
    'ui.button': { title: 'Startknopf', help: 'Seine Wörter und die Ecke, in der er sitzt.' },
    'ui.agentNames': {
      title: 'Namen der Agenten',
      help: 'Was Besucher vom Namen eines Agenten lesen; der Rest verlässt den Server nicht.',
    },
    'ui.defaultLocale': {
      title: 'Sprache',
      help: 'Wenn weder die Seite noch der Browser eine nennt, die es gibt.',
    },
    'ui.texts': {
      title: 'Eigene Wörter',
      help: 'Sprache → Name → Text; was nicht gegeben ist, bleibt eingebaut.',
    },
    'ui.customCss': {
      title: 'Eigene Stile',
      help: 'Nur für die Bedienung der Besucher; keine Adressen, keine Importe.',
    },
    'ui.logoUrl': { title: 'Logo', help: 'https-Adresse eines Bildes.' },
    'ui.customControlBanner': {
      title: 'Eigener Hinweis zur Fernsteuerung',
      help: 'Die Seite zeigt ihn selbst.',
    },
    'presence.enabled': {
      title: 'Anwesenheit',
      help: 'Agenten sehen, wer auf Ihren Seiten ist, und können einladen.',
    },
    'presence.urlDetail': {
      title: 'Adressen in der Anwesenheit',
      help: 'Wie viel von Adressen Agenten in der Liste sehen.',
    },
    'presence.agentOrigins': {
      title: 'Websites, die Anwesenheit abfragen dürfen',
      help: 'Ursprünge Ihres CRM, für Aufrufe mit Token.',
    },
    'presence.tokenLife': {
      title: 'Lebensdauer von Anwesenheits-Token',
      help: 'Danach wird ein neues gebraucht.',
      unit: 'Minuten',
    },
    'guests.enabled': { title: 'Gäste', help: 'Agenten dürfen Personen ohne Konto einlassen.' },
    'guests.max': { title: 'Gäste in einer Sitzung', help: 'Wie viele zugleich.' },
    'guests.visitorApproval': {
      title: 'Besucher nimmt Gäste an',
      help: 'Mit Namen, bevor sie etwas sehen.',
    },
    'guests.codeLife': {
      title: 'Lebensdauer von Einlasscodes',
      help: 'Ein Gast darf sie verlängern.',
      unit: 'Sekunden',
    },
    'guests.privileges': { title: 'Was Gäste dürfen', help: 'Sehen und zeigen.' },
    'guests.joinRedirect': { title: 'Eigene Gästeseite', help: 'https-Adresse.' },
    'guests.endUrl': { title: 'Wohin Gäste am Ende gehen', help: 'https-Adresse.' },
    'join.waitMax': {
      title: 'Wartende Beitrittsseiten',
      help: 'Wie lange ein Beitrittslink mit wait auf seine Sitzung wartet.',
      unit: 'Minuten',
    },
    'embed.parentOrigins': {
      title: 'Websites, die die Ansicht einbetten dürfen',
      help: 'Ursprünge Ihres CRM.',
    },
    'transport.httpFollow': {
      title: 'Seiten zu einfachem HTTP folgen',
      help: 'Für Websites, die nicht anders können; auch der Betreiber muss es erlauben.',
    },
    'login.methods': {
      title: 'Wege der Anmeldung',
      help: 'Wer in mehreren Gruppen ist, meldet sich an, wie die strengste es sagt.',
    },
    'login.mfa': {
      title: 'Zweiter Faktor',
      help: 'Ob Personen eine Authenticator-App oder einen Passkey brauchen.',
    },
    'login.idle': {
      title: 'Ungenutzte Anmeldung',
      help: 'Endet nach dieser Zeit.',
      unit: 'Minuten',
    },
    'login.maxSession': {
      title: 'Längste Anmeldung',
      help: 'Danach melden sich Personen neu an.',
      unit: 'Stunden',
    },
    'login.keyMaxLife': {
      title: 'Lebensdauer von Anmeldeschlüsseln',
      help: 'Wie lange ein Anmeldeschlüssel eines CRM höchstens gelten darf.',
      unit: 'Stunden',
    },
    'login.keySingleUse': {
      title: 'Anmeldeschlüssel gelten einmal',
      help: 'Nur aus, wenn Ihr CRM nicht für jeden Link einen neuen Schlüssel bilden kann.',
    },
    'login.jit': {
      title: 'Neue Benutzer durch Firmenanmeldung',
      help: 'Ob jemand Unbekanntes Mitglied wird.',
    },
    'login.jitRole': {
      title: 'Deren Rolle',
      help: 'Die Rolle von Benutzern, die durch eine Firmenanmeldung entstehen.',
    },
    'sso.oidc': {
      title: 'OpenID Connect',
      help: 'Aussteller, Client-ID, Name auf der Anmeldeseite; „testing“ lässt niemanden herein und schreibt Versuche in das Protokoll.',
    },
    permissions: {
      title: 'Obergrenze aller Rollen',
      help: 'Was hier aus ist, ist in jeder Rolle aus.',
    },
    'retention.sessions': {
      title: 'Daten zu Sitzungen',
      help: 'So lange nach der Sitzung gelöscht.',
      unit: 'Tage',
    },
    'retention.contact': {
      title: 'Angaben der Besucher zu sich',
      help: 'Name, E-Mail, Telefon und Daten werden früher gelöscht.',
      unit: 'Tage',
    },
    'retention.audit': { title: 'Protokoll', help: 'Ältere Einträge werden gelöscht.', unit: 'Tage' },
    'metrics.collect': {
      title: 'Messwerte unseres Skripts',
      help: 'Bytes, verlorene Verbindungen und die erste Ansicht jeder Sitzung; von Seiten, deren Tag data-metrics="on" hat, auch die Zeiten unseres Skripts. Kein Inhalt und keine Adressen.',
    },
  },
}
