import type { HandOverWords } from './en.ts'

export const handOver: HandOverWords = {
  lead: 'Quem você escolher tem um minuto para aceitar e entra com os próprios direitos. O controle remoto termina então; você fica até sair. O visitante vê os dois nomes.',
  to: 'Para',
  people: 'Alguém',
  roles: 'A primeira pessoa de uma função que aceitar',
  nobody: 'Ninguém mais neste grupo pode ver sessões.',
  note: 'Observação',
  noteExample: 'Precisa de ajuda com a fatura',
  submit: 'Oferecer',
  withdraw: 'Retirar',
  states: {
    open: (to) => `Aguardando que ${to} aceite.`,
    declined: (to) => `${to} recusou. A sessão continua com você.`,
    expired: (to) => `${to} não respondeu a tempo. A sessão continua com você.`,
  },
}
