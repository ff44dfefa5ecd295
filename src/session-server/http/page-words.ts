import type { Language } from '../../protocol/languages.ts'

export type PageWords = {
  readonly open: string
  readonly toConsole: string
  readonly joinRefused: string
  readonly viewRefused: string
  readonly guestRefused: string
  /** To a guest who was in, or whose session is gone. */
  readonly guestGone: string
}

/** Words of the pages around the viewer (VW-10). */
export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  en: {
    open: 'Open the session',
    toConsole: 'Go to the console',
    joinRefused: 'This join link is not valid (any more). Please join again from the console.',
    viewRefused: 'You are not in this session (any more). Please join again from the console.',
    guestRefused:
      'You cannot come in by this (any more). Please ask the person who invited you to let you in again.',
    guestGone:
      'You are not in this session (any more). Please ask the person who invited you to let you in again.',
  },
  de: {
    open: 'Sitzung öffnen',
    toConsole: 'Zur Konsole',
    joinRefused: 'Dieser Beitrittslink gilt nicht (mehr). Bitte treten Sie von der Konsole aus erneut bei.',
    viewRefused: 'Sie sind nicht (mehr) in dieser Sitzung. Bitte treten Sie von der Konsole aus erneut bei.',
    guestRefused:
      'Hiermit können Sie nicht (mehr) hinein. Bitten Sie die Person, die Sie eingeladen hat, Sie erneut einzulassen.',
    guestGone:
      'Sie sind nicht (mehr) in dieser Sitzung. Bitten Sie die Person, die Sie eingeladen hat, Sie erneut einzulassen.',
  },
  es: {
    open: 'Abrir la sesión',
    toConsole: 'Ir a la consola',
    joinRefused: 'Este enlace no es válido (o ya no). Vuelva a unirse desde la consola.',
    viewRefused: 'No está en esta sesión (o ya no). Vuelva a unirse desde la consola.',
    guestRefused:
      'Con esto no puede entrar (o ya no). Pida a la persona que le invitó que le deje entrar de nuevo.',
    guestGone:
      'No está en esta sesión (o ya no). Pida a la persona que le invitó que le deje entrar de nuevo.',
  },
  fr: {
    open: 'Ouvrir la session',
    toConsole: 'Aller à la console',
    joinRefused:
      'Ce lien n’est pas (ou plus) valable. Veuillez rejoindre la session à nouveau depuis la console.',
    viewRefused:
      'Vous n’êtes pas (ou plus) dans cette session. Veuillez la rejoindre à nouveau depuis la console.',
    guestRefused:
      'Cet accès n’est pas (ou plus) valable. Demandez à la personne qui vous a invité de vous faire entrer à nouveau.',
    guestGone:
      'Vous n’êtes pas (ou plus) dans cette session. Demandez à la personne qui vous a invité de vous faire entrer à nouveau.',
  },
  it: {
    open: 'Apri la sessione',
    toConsole: 'Vai alla console',
    joinRefused: 'Questo link non è (più) valido. Entri di nuovo dalla console.',
    viewRefused: 'Lei non è (più) in questa sessione. Entri di nuovo dalla console.',
    guestRefused:
      'Con questo non può (più) entrare. Chieda alla persona che ha mandato l’invito di farla entrare di nuovo.',
    guestGone:
      'Lei non è (più) in questa sessione. Chieda alla persona che ha mandato l’invito di farla entrare di nuovo.',
  },
  'pt-BR': {
    open: 'Abrir a sessão',
    toConsole: 'Ir para o console',
    joinRefused: 'Este link não é (mais) válido. Entre novamente pelo console.',
    viewRefused: 'Você não está (mais) nesta sessão. Entre novamente pelo console.',
    guestRefused:
      'Não é (mais) possível entrar com isto. Peça à pessoa que convidou você para deixar você entrar de novo.',
    guestGone:
      'Você não está (mais) nesta sessão. Peça à pessoa que convidou você para deixar você entrar de novo.',
  },
}
