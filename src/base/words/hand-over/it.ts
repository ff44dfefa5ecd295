import type { HandOverWords } from './en.ts'

export const handOver: HandOverWords = {
  lead: 'Chi sceglie ha un minuto per accettare ed entra con i propri diritti. Il controllo remoto allora finisce; lei resta finché non esce. Il visitatore vede entrambi i nomi.',
  to: 'A',
  people: 'Qualcuno',
  roles: 'La prima persona di un ruolo che accetta',
  nobody: 'Nessun altro in questo gruppo può vedere sessioni.',
  note: 'Nota',
  noteExample: 'Ha bisogno di aiuto con la fattura',
  submit: 'Offri',
  withdraw: 'Ritira',
  states: {
    open: (to) => `In attesa che ${to} accetti.`,
    declined: (to) => `${to} ha rifiutato. La sessione è ancora sua.`,
    expired: (to) => `${to} non ha risposto in tempo. La sessione è ancora sua.`,
  },
}
