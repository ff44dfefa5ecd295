import type { HandOverWords } from './en.ts'

export const handOver: HandOverWords = {
  lead: 'Quien elija tiene un minuto para aceptar y se une con sus propios derechos. El control remoto termina entonces; usted permanece hasta que salga. El visitante ve los dos nombres.',
  to: 'A',
  people: 'Alguien',
  roles: 'La primera persona de un rol que acepte',
  nobody: 'Nadie más de este grupo puede ver sesiones.',
  note: 'Nota',
  noteExample: 'Necesita ayuda con la factura',
  submit: 'Ofrecer',
  withdraw: 'Retirar',
  states: {
    open: (to) => `Esperando a que ${to} acepte.`,
    declined: (to) => `${to} ha rechazado. La sesión sigue siendo suya.`,
    expired: (to) => `${to} no ha respondido a tiempo. La sesión sigue siendo suya.`,
  },
}
