import { handOver } from '../../../base/words/hand-over/fr.ts'
import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const presence: Texts['presence'] = {
  title: 'Visiteurs',
  lead: 'Qui est sur vos pages en ce moment, d’après ce qu’elles disent. Rien de cela n’est conservé.',
  notPermitted: 'Votre rôle ne vous montre pas les visiteurs d’un groupe.',
  search: 'Chercher par identifiant et données',
  sessionIn: 'Session en',
  count: (count) => plural(count, `${count} visiteur est là`, `${count} visiteurs sont là`),
  partial: (shown, count) => `Les ${shown} premiers sur ${count}. Cherchez pour en trouver d’autres.`,
  stale: 'Cette liste n’est peut-être pas à jour. Nouvel essai…',
  emptyTitle: 'Personne n’est là en ce moment',
  emptyLead:
    'Les visiteurs apparaissent ici d’eux-mêmes quand la présence est activée dans les réglages et que leur page porte data-presence et un identifiant de visiteur.',
  noneFit: 'Personne parmi les présents ne correspond.',
  untitled: 'Page sans titre',
  focus: 'sur la page',
  visible: 'page ouverte',
  hidden: 'en arrière-plan',
  pages: (count) => `${count} pages ouvertes`,
  active: (ago) => `actif il y a ${ago}`,
  activeNow: 'actif à l’instant',
  invite: 'Inviter',
  inviteLabel: (visitor) => `Inviter ${visitor} à une session`,
  stopWaiting: 'Fermer',
  states: {
    sending: 'Envoi de l’invitation…',
    delivered: 'L’invitation est arrivée.',
    shown: 'La question est posée au visiteur.',
    accepted: 'Le visiteur a accepté. La session commence…',
    started: 'La session a commencé. Elle s’ouvre maintenant…',
    declined: 'Le visiteur a refusé.',
    failed: (why) => `La session n’a pas pu commencer. ${why}`,
    gone: 'Le visiteur a quitté la page.',
  },
}

export const transfer: Texts['transfer'] = {
  ...handOver,
  label: 'Sessions en cours de transfert',
  start: 'Transférer',
  startLabel: (key) => `Transférer la session ${key}`,
  title: (key) => `Transférer la session ${key}`,
  offered: (from, key) => `${from} vous propose la session ${key}.`,
  accept: 'Rejoindre',
  acceptLabel: (key) => `Rejoindre la session ${key}`,
  decline: 'Refuser',
  states: {
    ...handOver.states,
    accepted: (to) => `${to} l’a prise.`,
    withdrawn: () => '',
  },
  ownLine: (key, state) => `Session ${key} : ${state}`,
  hide: 'Cacher',
}

export const masking: Texts['masking'] = {
  title: 'Essayer les masques',
  short: 'Masques',
  lead: 'Trouvez, sur une page de votre site, des sélecteurs pour ce que les conseillers ne doivent pas voir.',
  address: 'Adresse d’une page avec la balise',
  example: 'https://shop.example/checkout',
  wrong: 'Veuillez saisir l’adresse entière, commençant par https://',
  open: 'Ouvrir la page dans un nouvel onglet',
  steps: [
    'La page s’ouvre avec une barre qui dit ce qui est masqué, avec les réglages de production ou de préproduction et pour chaque rôle.',
    'Appuyez sur « Pick elements » et cliquez sur ce qui doit être masqué. Choisissez le sélecteur qui désigne cela et rien d’autre : le nombre dit combien d’éléments il couvre, les zones bleues lesquels.',
    'Ajoutez-le à la liste. Un sélecteur qui masque presque toute la page est signalé, de même que ceux de vos réglages qui n’y correspondent à rien.',
    'Appuyez sur « Copy », revenez ici et collez les lignes dans « Éléments masqués » des réglages de préproduction.',
  ],
  safe: 'La page et cette console ne se parlent pas : ce que vous trouvez passe par votre presse-papiers seul.',
  settings: 'Aux réglages',
}
