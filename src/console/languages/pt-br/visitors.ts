import { handOver } from '../../../base/words/hand-over/pt-br.ts'
import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const presence: Texts['presence'] = {
  title: 'Visitantes',
  lead: 'Quem está nas suas páginas agora, segundo elas mesmas. Nada disto é guardado.',
  notPermitted: 'Sua função não mostra os visitantes de um grupo.',
  search: 'Buscar por id de visitante e dados',
  sessionIn: 'Sessão em',
  count: (count) => plural(count, `${count} visitante presente`, `${count} visitantes presentes`),
  partial: (shown, count) => `Os primeiros ${shown} de ${count}. Busque para encontrar outros.`,
  stale: 'Esta lista pode estar desatualizada. Tentando novamente…',
  emptyTitle: 'Não há ninguém agora',
  emptyLead:
    'Os visitantes aparecem aqui sozinhos quando a presença está ligada nas configurações e a página deles traz data-presence e um id de visitante.',
  noneFit: 'Ninguém dos presentes corresponde.',
  untitled: 'Página sem título',
  focus: 'na página',
  visible: 'página aberta',
  hidden: 'em segundo plano',
  pages: (count) => `${count} páginas abertas`,
  active: (ago) => `ativo há ${ago}`,
  activeNow: 'ativo agora mesmo',
  invite: 'Convidar',
  inviteLabel: (visitor) => `Convidar ${visitor} para uma sessão`,
  stopWaiting: 'Fechar',
  states: {
    sending: 'Enviando o convite…',
    delivered: 'O convite chegou.',
    shown: 'O visitante está sendo perguntado.',
    accepted: 'O visitante aceitou. A sessão está começando…',
    started: 'A sessão começou. Ela abre agora…',
    declined: 'O visitante recusou.',
    failed: (why) => `A sessão não pôde começar. ${why}`,
    gone: 'O visitante saiu da página.',
  },
}

export const transfer: Texts['transfer'] = {
  ...handOver,
  label: 'Sessões sendo transferidas',
  start: 'Transferir',
  startLabel: (key) => `Transferir a sessão ${key}`,
  title: (key) => `Transferir a sessão ${key}`,
  offered: (from, key) => `${from} oferece a você a sessão ${key}.`,
  accept: 'Entrar',
  acceptLabel: (key) => `Entrar na sessão ${key}`,
  decline: 'Recusar',
  states: {
    ...handOver.states,
    accepted: (to) => `${to} assumiu a sessão.`,
    withdrawn: () => '',
  },
  ownLine: (key, state) => `Sessão ${key}: ${state}`,
  hide: 'Ocultar',
}

export const masking: Texts['masking'] = {
  title: 'Testar máscaras',
  short: 'Máscaras',
  lead: 'Encontre, em uma página do seu site, seletores para o que os atendentes não devem ver.',
  address: 'Endereço de uma página com a tag',
  example: 'https://shop.example/checkout',
  wrong: 'Informe o endereço completo, começando com https://',
  open: 'Abrir a página em uma nova aba',
  steps: [
    'A página abre com uma barra que diz o que está oculto agora, com as configurações de produção ou de homologação e para cada função.',
    'Aperte “Pick elements” e clique no que deve ser oculto. Escolha o seletor que indica isso e nada mais: o número diz quantos elementos ele cobre; as áreas azuis, quais.',
    'Adicione-o à lista. Um seletor que oculta quase toda a página é apontado, assim como os das suas configurações que não correspondem a nada ali.',
    'Aperte “Copy”, volte e cole as linhas em “Elementos ocultos” das configurações de homologação.',
  ],
  safe: 'A página e este console não se falam: o que você encontra passa apenas pela sua área de transferência.',
  settings: 'Para as configurações',
}
