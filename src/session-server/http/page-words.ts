import type { Language } from '../../protocol/languages.ts'

export type PageWords = {
  readonly open: string
  readonly toConsole: string
  readonly joinRefused: string
  readonly viewRefused: string
}

/** Words of the pages around the viewer (VW-10). */
export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  en: {
    open: 'Open the session',
    toConsole: 'Go to the console',
    joinRefused: 'This join link is not valid (any more). Please join again from the console.',
    viewRefused: 'You are not in this session (any more). Please join again from the console.',
  },
  de: {
    open: 'Sitzung öffnen',
    toConsole: 'Zur Konsole',
    joinRefused: 'Dieser Beitrittslink gilt nicht (mehr). Bitte treten Sie von der Konsole aus erneut bei.',
    viewRefused: 'Sie sind nicht (mehr) in dieser Sitzung. Bitte treten Sie von der Konsole aus erneut bei.',
  },
  es: {
    open: 'Abrir la sesión',
    toConsole: 'Ir a la consola',
    joinRefused: 'Este enlace no es válido (o ya no). Vuelva a unirse desde la consola.',
    viewRefused: 'No está en esta sesión (o ya no). Vuelva a unirse desde la consola.',
  },
  fr: {
    open: 'Ouvrir la session',
    toConsole: 'Aller à la console',
    joinRefused:
      'Ce lien n’est pas (ou plus) valable. Veuillez rejoindre la session à nouveau depuis la console.',
    viewRefused:
      'Vous n’êtes pas (ou plus) dans cette session. Veuillez la rejoindre à nouveau depuis la console.',
  },
  it: {
    open: 'Apri la sessione',
    toConsole: 'Vai alla console',
    joinRefused: 'Questo link non è (più) valido. Entri di nuovo dalla console.',
    viewRefused: 'Lei non è (più) in questa sessione. Entri di nuovo dalla console.',
  },
  'pt-BR': {
    open: 'Abrir a sessão',
    toConsole: 'Ir para o console',
    joinRefused: 'Este link não é (mais) válido. Entre novamente pelo console.',
    viewRefused: 'Você não está (mais) nesta sessão. Entre novamente pelo console.',
  },
}
