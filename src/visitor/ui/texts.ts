const LOCALES = ['en', 'de', 'es', 'fr', 'it', 'pt-BR'] as const

const NAMES = [
  'start',
  'ask',
  'who',
  'seen',
  'unseen',
  'anytime',
  'terms',
  'accept',
  'decline',
  'starting',
  'waiting',
  'code',
  'until',
  'copy',
  'watching',
  'guest',
  'left',
  'paused',
  'pause',
  'resume',
  'end',
  'soon',
  'over',
  'byVisitor',
  'byAgent',
  'byTime',
  'byLoss',
  'byOther',
  'failed',
] as const

/** One text per locale, its parts in the order of {@link NAMES}: compresses better than a table. `#` is filled in. */
const TEXTS = [
  'Live help|Show this page?|Agents of # will see this page live and help you here.|Seen: the pages of this website, as you see them|Not seen: passwords, hidden fields, other tabs and programs|You can pause or end at any time.|Terms|Accept|Decline|Connecting…|Waiting for an agent|Your code|Valid until #|Copy|# can see this page|Guest|# has left|Paused, page hidden|Pause|Resume|End|Ends in # minutes|Session ended|by you|by the agent|time is up|connection lost|by the company|That did not work.',
  'Live-Hilfe|Diese Seite zeigen?|Mitarbeitende von # sehen diese Seite live und helfen Ihnen hier.|Sichtbar: die Seiten dieser Website, wie Sie sie sehen|Nicht sichtbar: Passwörter, verdeckte Felder, andere Tabs und Programme|Sie können jederzeit pausieren oder beenden.|Bedingungen|Zustimmen|Ablehnen|Verbinden …|Warten auf Hilfe|Ihr Code|Gültig bis #|Kopieren|# sieht diese Seite|Gast|# ist gegangen|Pausiert, Seite verborgen|Pause|Fortsetzen|Beenden|Endet in # Minuten|Sitzung beendet|von Ihnen|vom Agenten|Zeit abgelaufen|Verbindung verloren|vom Anbieter|Das hat nicht geklappt.',
  'Ayuda en vivo|¿Mostrar esta página?|Los agentes de # verán esta página en vivo para ayudarle.|Se ve: las páginas de este sitio, como usted las ve|No se ve: contraseñas, campos ocultos, otras pestañas y programas|Puede pausar o terminar cuando quiera.|Condiciones|Aceptar|Rechazar|Conectando…|Esperando a un agente|Su código|Válido hasta las #|Copiar|# ve esta página|Invitado|# ha salido|En pausa, página oculta|Pausar|Reanudar|Terminar|Termina en # minutos|Sesión terminada|por usted|por el agente|tiempo agotado|conexión perdida|por la empresa|No ha funcionado.',
  'Aide en direct|Montrer cette page ?|Les conseillers de # verront cette page en direct pour vous aider.|Visible : les pages de ce site, comme vous les voyez|Non visible : mots de passe, champs masqués, autres onglets et programmes|Vous pouvez suspendre ou arrêter à tout moment.|Conditions|Accepter|Refuser|Connexion…|En attente d’un conseiller|Votre code|Valable jusqu’à #|Copier|# voit cette page|Invité|# est parti|En pause, page masquée|Pause|Reprendre|Arrêter|Fin dans # minutes|Session terminée|par vous|par le conseiller|temps écoulé|connexion perdue|par l’entreprise|Cela n’a pas marché.',
  'Aiuto dal vivo|Mostrare questa pagina?|Gli operatori di # vedranno questa pagina dal vivo per aiutarla.|Visibile: le pagine di questo sito, come le vede lei|Non visibile: password, campi nascosti, altre schede e programmi|Può sospendere o terminare in ogni momento.|Condizioni|Accetta|Rifiuta|Connessione…|In attesa di un operatore|Il suo codice|Valido fino alle #|Copia|# vede questa pagina|Ospite|# è uscito|In pausa, pagina nascosta|Pausa|Riprendi|Termina|Termina tra # minuti|Sessione terminata|da lei|dall’operatore|tempo scaduto|connessione persa|dall’azienda|Non ha funzionato.',
  'Ajuda ao vivo|Mostrar esta página?|Os atendentes de # verão esta página ao vivo para ajudar você.|Visível: as páginas deste site, como você as vê|Não visível: senhas, campos ocultos, outras abas e programas|Você pode pausar ou encerrar a qualquer momento.|Termos|Aceitar|Recusar|Conectando…|Aguardando um atendente|Seu código|Válido até #|Copiar|# vê esta página|Convidado|# saiu|Em pausa, página oculta|Pausar|Retomar|Encerrar|Termina em # minutos|Sessão encerrada|por você|pelo atendente|tempo esgotado|conexão perdida|pela empresa|Não funcionou.',
]

export type TextName = (typeof NAMES)[number]
export type Texts = (name: TextName, filling?: string) => string

/** The first of `wanted` (BCP 47) that there are texts for (UI-13). */
export function chooseLocale(wanted: readonly (string | null | undefined)[]): (typeof LOCALES)[number] {
  for (const tag of wanted) {
    const found = LOCALES.find((locale) => locale.slice(0, 2) === tag?.toLowerCase().split('-')[0])
    if (found) return found
  }
  return 'en'
}

export function createTexts(locale: (typeof LOCALES)[number]): Texts {
  const texts = TEXTS[LOCALES.indexOf(locale)]?.split('|')
  return (name, filling = '') => texts?.[NAMES.indexOf(name)]?.replace('#', () => filling) ?? ''
}
