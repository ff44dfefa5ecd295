import { handOver } from '../../../base/words/hand-over/it.ts'
import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const presence: Texts['presence'] = {
  title: 'Visitatori',
  lead: 'Chi è ora sulle sue pagine, secondo quanto dicono le pagine stesse. Nulla di ciò viene conservato.',
  notPermitted: 'Il suo ruolo non le mostra i visitatori di un gruppo.',
  search: 'Cerca per ID visitatore e dati',
  sessionIn: 'Sessione in',
  count: (count) => plural(count, 'C’è 1 visitatore', `Ci sono ${count} visitatori`),
  partial: (shown, count) => `I primi ${shown} di ${count}. Cerchi per trovarne altri.`,
  stale: 'Questo elenco potrebbe non essere aggiornato. Nuovo tentativo…',
  emptyTitle: 'Al momento non c’è nessuno',
  emptyLead:
    'I visitatori appaiono qui da soli quando la presenza è attivata nelle impostazioni e la loro pagina ha data-presence e un ID visitatore.',
  noneFit: 'Nessuno dei presenti corrisponde.',
  untitled: 'Pagina senza titolo',
  focus: 'sulla pagina',
  visible: 'pagina aperta',
  hidden: 'in secondo piano',
  pages: (count) => `${count} pagine aperte`,
  active: (ago) => `attivo ${ago} fa`,
  activeNow: 'attivo ora',
  invite: 'Invita',
  inviteLabel: (visitor) => `Invita ${visitor} a una sessione`,
  stopWaiting: 'Chiudi',
  states: {
    sending: 'Invio dell’invito…',
    delivered: 'L’invito è arrivato.',
    shown: 'Si sta chiedendo al visitatore.',
    accepted: 'Il visitatore ha accettato. La sessione sta cominciando…',
    started: 'La sessione è cominciata. Si apre ora…',
    declined: 'Il visitatore ha rifiutato.',
    failed: (why) => `La sessione non è potuta cominciare. ${why}`,
    gone: 'Il visitatore ha lasciato la pagina.',
  },
}

export const transfer: Texts['transfer'] = {
  ...handOver,
  label: 'Sessioni in corso di passaggio',
  start: 'Passa',
  startLabel: (key) => `Passa la sessione ${key}`,
  title: (key) => `Passa la sessione ${key}`,
  offered: (from, key) => `${from} le offre la sessione ${key}.`,
  accept: 'Entra',
  acceptLabel: (key) => `Entra nella sessione ${key}`,
  decline: 'Rifiuta',
  states: {
    ...handOver.states,
    accepted: (to) => `${to} l’ha presa.`,
    withdrawn: () => '',
  },
  ownLine: (key, state) => `Sessione ${key}: ${state}`,
  hide: 'Nascondi',
}

export const masking: Texts['masking'] = {
  title: 'Prova delle maschere',
  short: 'Maschere',
  lead: 'Trovi, su una pagina del suo sito, i selettori per ciò che gli operatori non devono vedere.',
  address: 'Indirizzo di una pagina con il tag',
  example: 'https://shop.example/checkout',
  wrong: 'Inserisca l’indirizzo intero, che comincia con https://',
  open: 'Apri la pagina in una nuova scheda',
  steps: [
    'La pagina si apre con una barra che dice che cosa è nascosto ora, con le impostazioni di produzione o di prova e per ogni ruolo.',
    'Prema «Pick elements» e faccia clic su ciò che va nascosto. Scelga il selettore che indica quello e nient’altro: il numero dice quanti elementi copre, le aree blu quali.',
    'Lo aggiunga all’elenco. Un selettore che nasconde quasi tutta la pagina viene segnalato, e così quelli delle sue impostazioni che lì non corrispondono a nulla.',
    'Prema «Copy», torni qui e incolli le righe in «Elementi nascosti» delle impostazioni di prova.',
  ],
  safe: 'La pagina e questa console non si parlano: ciò che trova passa solo per i suoi appunti.',
  settings: 'Alle impostazioni',
}
