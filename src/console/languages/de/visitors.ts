import { handOver } from '../../../base/words/hand-over/de.ts'
import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const presence: Texts['presence'] = {
  title: 'Besucher',
  lead: 'Wer gerade auf Ihren Seiten ist, wie diese es melden. Nichts davon wird aufbewahrt.',
  notPermitted: 'Ihre Rolle zeigt Ihnen die Besucher einer Gruppe nicht.',
  search: 'Nach Besucher-ID und Daten suchen',
  sessionIn: 'Sitzung in',
  count: (count) => plural(count, `${count} Besucher ist da`, `${count} Besucher sind da`),
  partial: (shown, count) => `Die ersten ${shown} von ${count}. Suchen Sie, um andere zu finden.`,
  stale: 'Diese Liste ist vielleicht nicht aktuell. Neuer Versuch …',
  emptyTitle: 'Gerade ist niemand da',
  emptyLead:
    'Besucher erscheinen hier von selbst, wenn die Anwesenheit in den Einstellungen eingeschaltet ist und ihre Seite data-presence und eine Besucher-ID trägt.',
  noneFit: 'Von denen, die da sind, passt niemand.',
  untitled: 'Seite ohne Titel',
  focus: 'auf der Seite',
  visible: 'Seite ist offen',
  hidden: 'im Hintergrund',
  pages: (count) => `${count} Seiten offen`,
  active: (ago) => `aktiv vor ${ago}`,
  activeNow: 'gerade eben aktiv',
  invite: 'Einladen',
  inviteLabel: (visitor) => `${visitor} zu einer Sitzung einladen`,
  stopWaiting: 'Schließen',
  states: {
    sending: 'Die Einladung wird gesendet …',
    delivered: 'Die Einladung ist angekommen.',
    shown: 'Der Besucher wird gefragt.',
    accepted: 'Der Besucher hat angenommen. Die Sitzung beginnt …',
    started: 'Die Sitzung hat begonnen. Sie öffnet sich jetzt …',
    declined: 'Der Besucher hat abgelehnt.',
    failed: (why) => `Die Sitzung konnte nicht beginnen. ${why}`,
    gone: 'Der Besucher hat die Seite verlassen.',
  },
}

export const transfer: Texts['transfer'] = {
  ...handOver,
  label: 'Sitzungen, die übergeben werden',
  start: 'Übergeben',
  startLabel: (key) => `Sitzung ${key} übergeben`,
  title: (key) => `Sitzung ${key} übergeben`,
  offered: (from, key) => `${from} bietet Ihnen Sitzung ${key} an.`,
  accept: 'Beitreten',
  acceptLabel: (key) => `Sitzung ${key} beitreten`,
  decline: 'Ablehnen',
  states: {
    ...handOver.states,
    accepted: (to) => `${to} hat sie übernommen.`,
    withdrawn: () => '',
  },
  ownLine: (key, state) => `Sitzung ${key}: ${state}`,
  hide: 'Ausblenden',
}

export const masking: Texts['masking'] = {
  title: 'Masken ausprobieren',
  short: 'Masken',
  lead: 'Finden Sie auf einer Seite Ihrer Website Selektoren für das, was Agenten nicht sehen dürfen.',
  address: 'Adresse einer Seite mit dem Tag',
  example: 'https://shop.example/checkout',
  wrong: 'Bitte geben Sie die ganze Adresse ein, beginnend mit https://',
  open: 'Seite in neuem Tab öffnen',
  steps: [
    'Die Seite öffnet sich mit einer Leiste, die sagt, was jetzt verborgen ist: mit den Einstellungen für Produktion oder Staging und für jede Rolle.',
    'Klicken Sie auf „Pick elements“ und dann auf das, was verborgen sein muss. Wählen Sie den Selektor, der das meint und nichts sonst: Die Zahl sagt, wie viele Elemente er trifft, die blauen Flächen, welche.',
    'Nehmen Sie ihn in die Liste auf. Auf einen Selektor, der fast die ganze Seite verbirgt, werden Sie hingewiesen, ebenso auf die Ihrer Einstellungen, die dort nichts treffen.',
    'Klicken Sie auf „Copy“, kommen Sie zurück und fügen Sie die Zeilen in den Staging-Einstellungen bei „Verborgene Elemente“ ein.',
  ],
  safe: 'Die Seite und diese Konsole sprechen nicht miteinander: Was Sie finden, reist allein über Ihre Zwischenablage.',
  settings: 'Zu den Einstellungen',
}
