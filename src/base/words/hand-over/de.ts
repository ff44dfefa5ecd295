import type { HandOverWords } from './en.ts'

export const handOver: HandOverWords = {
  lead: 'Wen Sie wählen, hat eine Minute Zeit anzunehmen und tritt mit eigenen Rechten bei. Die Fernsteuerung endet dann; Sie bleiben, bis Sie gehen. Der Besucher sieht beide Namen.',
  to: 'An',
  people: 'Jemanden',
  roles: 'Die erste Person einer Rolle, die annimmt',
  nobody: 'Niemand sonst in dieser Gruppe darf Sitzungen sehen.',
  note: 'Notiz',
  noteExample: 'Braucht Hilfe mit der Rechnung',
  submit: 'Anbieten',
  withdraw: 'Zurücknehmen',
  states: {
    open: (to) => `Warten, dass ${to} annimmt.`,
    declined: (to) => `${to} hat abgelehnt. Die Sitzung ist weiter Ihre.`,
    expired: (to) => `${to} hat nicht rechtzeitig geantwortet. Die Sitzung ist weiter Ihre.`,
  },
}
