import { createPlural } from '../../base/plural.ts'
import type { EmbedWords, Words } from './en.ts'

const plural = createPlural('de')

/** German. */
export const words: Words = {
  shell: {
    title: 'Sitzung mit einem Besucher',
    connecting: 'Verbinden',
    connectingDetail: 'Die Verbindung zur Sitzung wird aufgebaut.',
    asking: 'Warten auf die Zustimmung des Besuchers',
    askingDetail: 'Der Besucher wird gefragt, ob Sie die Seite sehen dürfen.',
    waiting: 'Warten auf die Seite',
    waitingDetail: 'Die Seite des Besuchers erscheint gleich hier.',
    live: 'Live',
    hidden: 'Die Seite ist verborgen',
    paused: 'Vom Besucher pausiert',
    pausedDetail: 'Der Besucher hat das Zeigen pausiert. Die Seite ist verborgen, bis er fortfährt.',
    loading: 'Besucher lädt eine Seite',
    background: 'Besucher ist in einem anderen Tab',
    away: 'Besucher ist auf einer anderen Seite und kommt zurück',
    lost: 'Besucher hat die Seiten verlassen, oder die Verbindung ist unterbrochen',
    lostDetail: 'Es geht weiter, sobald der Besucher zurück ist.',
    reconnecting: 'Neu verbinden',
    reconnectingDetail: 'Ihre Verbindung zur Sitzung war unterbrochen. Sie kommt von selbst zurück.',
    stageStopped: 'Die Seitenansicht reagiert nicht mehr',
    stageStoppedDetail:
      'Was die Seite zeigt, ist vielleicht zu viel für diesen Browser. Mit der Sitzung selbst ist alles in Ordnung.',
    showAgain: 'Wieder zeigen',
    leave: 'Verlassen',
    leaveLabel: 'Die Sitzung verlassen; für die anderen geht sie weiter',
    end: 'Sitzung beenden',
    endShort: 'Beenden',
    endQuestion: 'Die Sitzung für alle beenden?',
    endConfirm: 'Für alle beenden',
    keepOn: 'Fortfahren',
    backToConsole: 'Zurück zur Konsole',
    joinAgain: 'Erneut beitreten',
    fit: 'Einpassen',
    fitLabel: 'Die Seite ins Fenster einpassen',
    actual: '1:1',
    actualLabel: '1:1, die Seite in ihrer wirklichen Größe',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    zoomLevel: 'Vergrößerung',
    sessionKey: 'Sitzungsschlüssel',
    elapsed: 'Zeit seit Beginn der Sitzung',
    participants: 'Personen in dieser Sitzung',
    secure: 'Die Seite wurde über eine sichere Verbindung geöffnet',
    insecure: 'Die Seite wurde nicht über eine sichere Verbindung geöffnet',
    notPrivate: 'Nicht privat',
    notPrivateDetail:
      'Diese Seite und Ihre Ansicht davon gehen über einfaches HTTP: Andere in den Netzen dazwischen können beides sehen.',
    noOrigin: 'Adresse noch nicht bekannt',
    statedByVisitor: 'Adresse und Titel nach Angabe des Browsers des Besuchers',
    stage: 'Die Seite des Besuchers',
    overlay:
      'Die Seite des Besuchers, nur zum Ansehen. Ist sie größer als das Fenster, blättern Sie mit den Pfeiltasten.',
    failuresTitle: 'Nicht gezeigt',
    close: 'Schließen',
    quality: 'Verbindung',
    you: 'Sie',
    session: 'Sitzung',
  },

  failures: {
    blocked: 'nicht geladen: Von dieser Adresse nimmt die Ansicht nichts',
    image: 'Bild nicht geladen: nicht vorhanden oder nur für die Anmeldung des Besuchers',
    media:
      'Video oder Ton nicht geladen: nicht vorhanden, nur für die Anmeldung des Besuchers oder in einem hier unbekannten Format',
    sheet: 'Stylesheet nicht geladen: nicht vorhanden oder nur für die Anmeldung des Besuchers',
    font: 'Schrift nicht geladen: Ihr Server erlaubt sie nur eigenen Seiten (CORS), oder sie ist nicht vorhanden',
  },
  failuresLabel: (count) => plural(count, '1 Teil nicht gezeigt', `${count} Teile nicht gezeigt`),

  quality: {
    silent: (seconds) => `Still seit ${seconds} s`,
    measuring: 'Wird gemessen',
    trip: (ms) => `${ms} ms`,
    detail: (trip, seconds, times) =>
      `Verbindung: ${trip}; letztes Lebenszeichen vor ${seconds} s; Seite ${times} neu gesendet`,
    noTrip: 'Umlaufzeit noch nicht gemessen',
    someTrip: (ms) => `Umlaufzeit ${ms} ms`,
    times: (count) => plural(count, 'einmal', `${count}-mal`),
  },

  endingSoon: {
    minutes: (count) => plural(count, '1 Minute', `${count} Minuten`),
    seconds: (count) => plural(count, '1 Sekunde', `${count} Sekunden`),
    idle: (when) => `Eine Weile war niemand aktiv: Die Sitzung endet in ${when}.`,
    'max-duration': (when) => `Die Sitzung hat ihre längste Dauer erreicht und endet in ${when}.`,
    'wait-expired': (when) => `Die Sitzung hat lange genug gewartet und endet in ${when}.`,
  },

  left: { headline: 'Sie haben die Sitzung verlassen', detail: 'Für die anderen geht sie weiter.' },
  notLetIn: 'Nicht eingelassen',
  ended: 'Sitzung beendet',
  endedByMe: 'Sie haben die Sitzung für alle beendet.',
  endReason: {
    'visitor-cancelled': 'Der Besucher möchte die Seite nicht zeigen.',
    'visitor-ended': 'Der Besucher hat die Sitzung beendet.',
    'visitor-lost': 'Der Besucher hat die Website verlassen oder die Verbindung verloren.',
    'setup-failed': 'Die Sitzung ließ sich auf der Seite des Besuchers nicht einrichten.',
    'wait-expired': 'Niemand ist rechtzeitig beigetreten.',
    'agent-ended': 'Ein Agent hat die Sitzung beendet.',
    'admin-ended': 'Die Administration hat die Sitzung beendet.',
    'agents-left': 'Alle Agenten sind gegangen.',
    idle: 'Eine Weile war niemand aktiv.',
    'max-duration': 'Die Sitzung hat ihre längste Dauer erreicht.',
    'agent-lost': 'Die Verbindungen der Agenten gingen verloren.',
    'server-lost': 'Der Server der Sitzung ist nicht mehr da.',
    'script-error': 'Auf der Seite des Besuchers ist etwas schiefgegangen.',
    replaced: 'Der Besucher hat eine neue Sitzung begonnen.',
    'group-suspended': 'Diese Gruppe ist gesperrt.',
  },

  hidden: {
    'masks-pending': 'Der Browser des Besuchers setzt gerade die Masken für Sie.',
    'hook-pending': 'Die Website hat noch nicht gesagt, was Ihnen verborgen sein soll.',
    'hook-failed': 'Die Website konnte nicht sagen, was verborgen sein soll, deshalb ist es alles.',
    'hook-page': 'Die Website verbirgt diese Seite.',
    'selector-invalid':
      'Eine Maskenregel der Gruppe ist ungültig, deshalb ist alles verborgen. Bitte sagen Sie es der Administration.',
    'settings-unavailable': 'Die Maskenregeln ließen sich nicht laden, deshalb ist alles verborgen.',
    paused: 'Der Besucher hat das Zeigen pausiert.',
    other: 'Beim Maskieren ist etwas schiefgegangen, deshalb ist alles verborgen.',
  },

  close: {
    ended: { headline: 'Sitzung beendet', detail: 'Diese Sitzung ist vorbei.' },
    replaced: {
      headline: 'In anderem Fenster offen',
      detail: 'Sie haben diese Sitzung in einem anderen Tab oder Fenster geöffnet.',
    },
    revoked: { headline: 'Zugang entzogen', detail: 'Sie dürfen diese Sitzung nicht mehr sehen.' },
    full: {
      headline: 'Sitzung ist voll',
      detail: 'In dieser Sitzung sind schon so viele Agenten wie erlaubt.',
    },
    masks: {
      headline: 'Die Seite kann nicht gezeigt werden',
      detail:
        'Der Browser des Besuchers hat nicht bestätigt, was Ihnen verborgen sein soll. Sie können erneut beitreten.',
    },
    version: {
      headline: 'Bitte neu laden',
      detail: 'Die Ansicht wurde aktualisiert. Laden Sie diese Seite neu, um fortzufahren.',
    },
    other: {
      headline: 'Getrennt',
      detail: 'Die Verbindung wurde geschlossen. Sie können von der Konsole aus erneut beitreten.',
    },
  },

  tools: {
    tools: 'Werkzeuge',
    follow: 'Dem Blättern des Besuchers folgen',
    find: 'Auf der Seite suchen',
    findLabel: 'Wörter auf der Seite',
    next: 'Weiter',
    previous: 'Zurück',
    notFound: 'Auf dieser Seite nicht gefunden.',
    own: 'Sie blättern selbst. Der gestrichelte Rahmen ist, was der Besucher sieht.',
    look: 'Nur ansehen',
    laser: 'Laserpointer',
    highlight: 'Ein Element hervorheben',
    pen: 'Stift',
    ink: 'Verblassende Tinte',
    box: 'Rechteck',
    arrow: 'Pfeil',
    clear: 'Meine Zeichnungen löschen',
    ask: 'Besucher um Steuerung bitten',
    asking: 'Warten auf die Antwort des Besuchers',
    stop: 'Steuerung zurückgeben',
    back: 'Seite des Besuchers: zurück',
    forward: 'Seite des Besuchers: vor',
    reload: 'Seite des Besuchers: neu laden',
    address: 'Seite des Besuchers: zu einer Adresse gehen',
    addressLabel: 'Adresse auf dieser Website',
    go: 'Los',
    apply: 'Anwenden',
    cancel: 'Abbrechen',
    pick: 'Wählen',
    asked: 'Der Besucher wird gefragt.',
    on: 'Sie haben die Steuerung. Klicken und tippen Sie auf der Seite; F6 verlässt sie.',
    off: 'Die Steuerung ist beendet.',
    overlay:
      'Die Seite des Besuchers. Mit einem Werkzeug bewegen die Pfeiltasten ein Kreuz, Enter markiert, Escape legt das Werkzeug weg.',
    overlayControl:
      'Die Seite des Besuchers, von Ihnen gesteuert: Tasten gehen an die Seite. F6 verlässt sie.',
  },
  controlledBy: (name) => `${name} hat die Steuerung.`,
  outcome: {
    accepted: 'Sie haben die Steuerung. Klicken und tippen Sie auf der Seite; F6 verlässt sie.',
    declined: 'Der Besucher hat abgelehnt.',
    'no-answer': 'Der Besucher hat nicht geantwortet.',
    busy: 'Jemand anderes hat die Steuerung, oder der Besucher wird gerade gefragt.',
    blocked: 'Der Besucher hat dreimal abgelehnt. In einigen Minuten können Sie wieder fragen.',
    unavailable: 'Auf dieser Seite ist keine Steuerung möglich.',
  },
  refusal: {
    hidden: 'Das ist Ihnen verborgen. Bitten Sie den Besucher, es zu tun.',
    forbidden: 'Das darf nicht gesteuert werden. Bitten Sie den Besucher, es zu tun.',
    'visitor-first': 'Der Besucher ist dort beschäftigt. Versuchen Sie es gleich noch einmal.',
    gone: 'Die Seite hat sich dort geändert. Versuchen Sie es erneut.',
    declined: 'Der Besucher wollte das Formular nicht absenden.',
    address: 'Zu dieser Adresse führt die Steuerung nicht: nur auf dieser Website, im selben Tab.',
    unseen:
      'Etwas auf der Seite verdeckt den Stopp-Knopf des Besuchers. Versuchen Sie es gleich noch einmal.',
  },
}

export const embed: EmbedWords = {
  idle: 'Hier ist keine Sitzung offen.',
  opening: 'Die Sitzung wird geöffnet …',
  waiting: 'Warten, dass der Besucher die Sitzung beginnt …',
  failed: 'Die Sitzung ließ sich nicht öffnen. Bitte versuchen Sie es erneut.',
  errors: {
    'not-logged-in':
      'Sie sind nicht angemeldet. Bitte öffnen Sie diese Sitzung erneut von der Seite außen herum.',
    'no-session': 'In Ihrer Gruppe läuft keine Sitzung mit diesem Schlüssel.',
    'wait-expired': 'Der Besucher hat die Sitzung nicht begonnen.',
    'not-permitted': 'Diese Seite darf Sitzungen jener Gruppe nicht zeigen.',
    'rate-limited': 'Zu viele Versuche. Bitte warten Sie einen Moment.',
    'no-server': 'Der Server dieser Sitzung ist gerade nicht erreichbar.',
  },
}
