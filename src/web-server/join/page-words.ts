import type { Language } from '../../protocol/languages.ts'
import type { LoginKeyProblem } from '../accounts/login-keys.ts'

export type PageWords = {
  readonly chooseTitle: string
  readonly several: string
  readonly which: string
  readonly opening: string
  readonly open: string
  readonly notLoggedIn: string
  readonly toConsole: string
} & Readonly<Record<LoginKeyProblem, string>>

/** Words of the pages on the way to a session (VW-10). */
export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  en: {
    chooseTitle: 'Choose a session',
    several: 'Several sessions have this key',
    which: 'Which group?',
    opening: 'Opening the session',
    open: 'Open the session',
    notLoggedIn: 'Not logged in',
    toConsole: 'Go to the console',
    refused:
      'This link does not let you in: it was used before, is too old, or your account is not known here. Please open it anew where you found it, or ask an administrator.',
    'other-user':
      'Somebody else is logged in in this browser. Please log out in the console, and open the link again.',
  },
  de: {
    chooseTitle: 'Sitzung wählen',
    several: 'Mehrere Sitzungen haben diesen Schlüssel',
    which: 'Welche Gruppe?',
    opening: 'Die Sitzung wird geöffnet',
    open: 'Sitzung öffnen',
    notLoggedIn: 'Nicht angemeldet',
    toConsole: 'Zur Konsole',
    refused:
      'Dieser Link lässt Sie nicht herein: Er wurde schon benutzt, ist zu alt, oder Ihr Konto ist hier nicht bekannt. Bitte öffnen Sie ihn dort neu, wo Sie ihn gefunden haben, oder fragen Sie die Administration.',
    'other-user':
      'In diesem Browser ist jemand anderes angemeldet. Bitte melden Sie sich in der Konsole ab und öffnen Sie den Link erneut.',
  },
  es: {
    chooseTitle: 'Elegir una sesión',
    several: 'Varias sesiones tienen esta clave',
    which: '¿Qué grupo?',
    opening: 'Abriendo la sesión',
    open: 'Abrir la sesión',
    notLoggedIn: 'Sin sesión iniciada',
    toConsole: 'Ir a la consola',
    refused:
      'Este enlace no le deja entrar: ya se usó, es demasiado antiguo o su cuenta no se conoce aquí. Ábralo de nuevo donde lo encontró o pregunte a un administrador.',
    'other-user':
      'Otra persona ha iniciado sesión en este navegador. Cierre la sesión en la consola y abra el enlace de nuevo.',
  },
  fr: {
    chooseTitle: 'Choisir une session',
    several: 'Plusieurs sessions ont cette clé',
    which: 'Quel groupe\u00a0?',
    opening: 'Ouverture de la session',
    open: 'Ouvrir la session',
    notLoggedIn: 'Non connecté',
    toConsole: 'Aller à la console',
    refused:
      'Ce lien ne vous laisse pas entrer\u00a0: il a déjà servi, est trop ancien, ou votre compte n’est pas connu ici. Veuillez l’ouvrir à nouveau là où vous l’avez trouvé, ou demander à un administrateur.',
    'other-user':
      'Quelqu’un d’autre est connecté dans ce navigateur. Veuillez vous déconnecter dans la console et rouvrir le lien.',
  },
  it: {
    chooseTitle: 'Scelga una sessione',
    several: 'Più sessioni hanno questa chiave',
    which: 'Quale gruppo?',
    opening: 'Apertura della sessione',
    open: 'Apri la sessione',
    notLoggedIn: 'Accesso non effettuato',
    toConsole: 'Vai alla console',
    refused:
      'Questo link non la fa entrare: è già stato usato, è troppo vecchio, o il suo account qui non è noto. Lo apra di nuovo dove l’ha trovato, o chieda a un amministratore.',
    'other-user':
      'In questo browser ha effettuato l’accesso un’altra persona. Esca nella console e apra di nuovo il link.',
  },
  'pt-BR': {
    chooseTitle: 'Escolher uma sessão',
    several: 'Várias sessões têm esta chave',
    which: 'Qual grupo?',
    opening: 'Abrindo a sessão',
    open: 'Abrir a sessão',
    notLoggedIn: 'Não conectado',
    toConsole: 'Ir para o console',
    refused:
      'Este link não deixa você entrar: já foi usado, é antigo demais, ou sua conta não é conhecida aqui. Abra-o novamente onde o encontrou, ou fale com um administrador.',
    'other-user': 'Outra pessoa está conectada neste navegador. Saia no console e abra o link novamente.',
  },
}
