const LOCALES = ['en', 'de', 'es', 'fr', 'it', 'pt-BR'] as const

/** One row per text, in the order of {@link LOCALES}; `#` is filled in. */
const TEXTS = {
  start: ['Live help', 'Live-Hilfe', 'Ayuda en vivo', 'Aide en direct', 'Aiuto dal vivo', 'Ajuda ao vivo'],
  ask: ['Show this page?', 'Diese Seite zeigen?', '¿Mostrar esta página?', 'Montrer cette page ?', 'Mostrare questa pagina?', 'Mostrar esta página?'],
  who: [
    'Agents of # will see this page live and help you here.',
    'Mitarbeitende von # sehen diese Seite live und helfen Ihnen hier.',
    'Los agentes de # verán esta página en vivo para ayudarle.',
    'Les conseillers de # verront cette page en direct pour vous aider.',
    'Gli operatori di # vedranno questa pagina dal vivo per aiutarla.',
    'Os atendentes de # verão esta página ao vivo para ajudar você.',
  ],
  seen: [
    'Seen: the pages of this website, as you see them',
    'Sichtbar: die Seiten dieser Website, so wie Sie sie sehen',
    'Se ve: las páginas de este sitio, tal como usted las ve',
    'Visible : les pages de ce site, comme vous les voyez',
    'Visibile: le pagine di questo sito, come le vede lei',
    'Visível: as páginas deste site, como você as vê',
  ],
  unseen: [
    'Not seen: passwords, hidden fields, other tabs and programs',
    'Nicht sichtbar: Passwörter, verdeckte Felder, andere Tabs und Programme',
    'No se ve: contraseñas, campos ocultos, otras pestañas y programas',
    'Non visible : mots de passe, champs masqués, autres onglets et programmes',
    'Non visibile: password, campi nascosti, altre schede e programmi',
    'Não visível: senhas, campos ocultos, outras abas e programas',
  ],
  anytime: [
    'You can pause or end at any time.',
    'Sie können jederzeit pausieren oder beenden.',
    'Puede pausar o terminar cuando quiera.',
    'Vous pouvez suspendre ou arrêter à tout moment.',
    'Può sospendere o terminare in ogni momento.',
    'Você pode pausar ou encerrar a qualquer momento.',
  ],
  terms: ['Terms', 'Bedingungen', 'Condiciones', 'Conditions', 'Condizioni', 'Termos'],
  accept: ['Accept', 'Zustimmen', 'Aceptar', 'Accepter', 'Accetta', 'Aceitar'],
  decline: ['Decline', 'Ablehnen', 'Rechazar', 'Refuser', 'Rifiuta', 'Recusar'],
  starting: ['Connecting…', 'Verbinden …', 'Conectando…', 'Connexion…', 'Connessione…', 'Conectando…'],
  waiting: [
    'Waiting for an agent',
    'Warten auf Hilfe',
    'Esperando a un agente',
    'En attente d’un conseiller',
    'In attesa di un operatore',
    'Aguardando um atendente',
  ],
  code: ['Your code', 'Ihr Code', 'Su código', 'Votre code', 'Il suo codice', 'Seu código'],
  until: ['Valid until #', 'Gültig bis #', 'Válido hasta las #', 'Valable jusqu’à #', 'Valido fino alle #', 'Válido até #'],
  copy: ['Copy', 'Kopieren', 'Copiar', 'Copier', 'Copia', 'Copiar'],
  watching: ['# can see this page', '# sieht diese Seite', '# ve esta página', '# voit cette page', '# vede questa pagina', '# vê esta página'],
  guest: ['Guest', 'Gast', 'Invitado', 'Invité', 'Ospite', 'Convidado'],
  left: ['# has left', '# ist gegangen', '# ha salido', '# est parti', '# è uscito', '# saiu'],
  paused: ['Paused, page hidden', 'Pausiert, Seite verborgen', 'En pausa, página oculta', 'En pause, page masquée', 'In pausa, pagina nascosta', 'Em pausa, página oculta'],
  pause: ['Pause', 'Pause', 'Pausar', 'Pause', 'Pausa', 'Pausar'],
  resume: ['Resume', 'Fortsetzen', 'Reanudar', 'Reprendre', 'Riprendi', 'Retomar'],
  end: ['End', 'Beenden', 'Terminar', 'Arrêter', 'Termina', 'Encerrar'],
  soon: ['Ends in # minutes', 'Endet in # Minuten', 'Termina en # minutos', 'Fin dans # minutes', 'Termina tra # minuti', 'Termina em # minutos'],
  over: ['Session ended', 'Sitzung beendet', 'Sesión terminada', 'Session terminée', 'Sessione terminata', 'Sessão encerrada'],
  byVisitor: ['by you', 'von Ihnen', 'por usted', 'par vous', 'da lei', 'por você'],
  byAgent: ['by the agent', 'vom Agenten', 'por el agente', 'par le conseiller', 'dall’operatore', 'pelo atendente'],
  byTime: ['time is up', 'Zeit abgelaufen', 'tiempo agotado', 'temps écoulé', 'tempo scaduto', 'tempo esgotado'],
  byLoss: ['connection lost', 'Verbindung verloren', 'conexión perdida', 'connexion perdue', 'connessione persa', 'conexão perdida'],
  byOther: ['by the company', 'vom Anbieter', 'por la empresa', 'par l’entreprise', 'dall’azienda', 'pela empresa'],
  failed: ['That did not work.', 'Das hat nicht geklappt.', 'No ha funcionado.', 'Cela n’a pas marché.', 'Non ha funzionato.', 'Não funcionou.'],
} as const

export type TextName = keyof typeof TEXTS
export type Texts = (name: TextName, filling?: string) => string

/** The first of `wanted` (BCP 47) that there are texts for (UI-13). */
export function chooseLocale(wanted: readonly (string | null | undefined)[]): (typeof LOCALES)[number] {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split(/[-_]/)[0]
    const found = LOCALES.find((locale) => locale.split('-')[0] === language)
    if (found) return found
  }
  return 'en'
}

export function createTexts(locale: (typeof LOCALES)[number]): Texts {
  const column = LOCALES.indexOf(locale)
  return (name, filling = '') => (TEXTS[name][column] ?? TEXTS[name][0]).replace('#', filling)
}
