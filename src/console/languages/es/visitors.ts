import { handOver } from '../../../base/words/hand-over/es.ts'
import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const presence: Texts['presence'] = {
  title: 'Visitantes',
  lead: 'Quién está ahora en sus páginas, según dicen ellas. Nada de esto se guarda.',
  notPermitted: 'Su rol no le muestra los visitantes de un grupo.',
  search: 'Buscar por id. de visitante y datos',
  sessionIn: 'Sesión en',
  count: (count) => plural(count, 'Hay 1 visitante', `Hay ${count} visitantes`),
  partial: (shown, count) => `Los primeros ${shown} de ${count}. Busque para encontrar otros.`,
  stale: 'Puede que esta lista no esté al día. Intentando de nuevo…',
  emptyTitle: 'Ahora no hay nadie',
  emptyLead:
    'Los visitantes aparecen aquí solos cuando la presencia está activada en los ajustes y su página lleva data-presence y un id. de visitante.',
  noneFit: 'Nadie de los presentes coincide.',
  untitled: 'Página sin título',
  focus: 'en la página',
  visible: 'página abierta',
  hidden: 'en segundo plano',
  pages: (count) => `${count} páginas abiertas`,
  active: (ago) => `activo hace ${ago}`,
  activeNow: 'activo ahora mismo',
  invite: 'Invitar',
  inviteLabel: (visitor) => `Invitar a ${visitor} a una sesión`,
  stopWaiting: 'Cerrar',
  states: {
    sending: 'Enviando la invitación…',
    delivered: 'La invitación ha llegado.',
    shown: 'Se está preguntando al visitante.',
    accepted: 'El visitante ha aceptado. La sesión está empezando…',
    started: 'La sesión ha empezado. Se abre ahora…',
    declined: 'El visitante ha rechazado.',
    failed: (why) => `La sesión no ha podido empezar. ${why}`,
    gone: 'El visitante ha salido de la página.',
  },
}

export const transfer: Texts['transfer'] = {
  ...handOver,
  label: 'Sesiones que se traspasan',
  start: 'Traspasar',
  startLabel: (key) => `Traspasar la sesión ${key}`,
  title: (key) => `Traspasar la sesión ${key}`,
  offered: (from, key) => `${from} le ofrece la sesión ${key}.`,
  accept: 'Unirse',
  acceptLabel: (key) => `Unirse a la sesión ${key}`,
  decline: 'Rechazar',
  states: {
    ...handOver.states,
    accepted: (to) => `${to} la ha tomado.`,
    withdrawn: () => '',
  },
  ownLine: (key, state) => `Sesión ${key}: ${state}`,
  hide: 'Ocultar',
}

export const masking: Texts['masking'] = {
  title: 'Probar máscaras',
  short: 'Máscaras',
  lead: 'Encuentre, en una página de su sitio, selectores para lo que los agentes no deben ver.',
  address: 'Dirección de una página con la etiqueta',
  example: 'https://shop.example/checkout',
  wrong: 'Introduzca la dirección completa, empezando por https://',
  open: 'Abrir la página en otra pestaña',
  steps: [
    'La página se abre con una barra que dice qué está oculto ahora, con los ajustes de producción o de pruebas y para cada rol.',
    'Pulse «Pick elements» y haga clic en lo que debe ocultarse. Elija el selector que signifique eso y nada más: el número dice cuántos elementos abarca; las zonas azules, cuáles.',
    'Añádalo a la lista. Se señala un selector que oculta casi toda la página, y también los de sus ajustes que no coinciden con nada allí.',
    'Pulse «Copy», vuelva y pegue las líneas en «Elementos ocultos» de los ajustes de pruebas.',
  ],
  safe: 'La página y esta consola no se hablan: lo que encuentre viaja solo por su portapapeles.',
  settings: 'A los ajustes',
}
