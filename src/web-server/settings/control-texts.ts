import { CONTROL_TEXT_NAMES, type ControlTextName } from '../../protocol/visitor-texts.ts'

type Texts = Partial<Record<ControlTextName, string>>

/** In the order of {@link CONTROL_TEXT_NAMES}. */
function table(...texts: string[]): Texts {
  return Object.fromEntries(texts.map((text, i) => [CONTROL_TEXT_NAMES[i], text]))
}

/** Words of the dialog and the banner of remote control (RC-2, RC-3), by language. */
export const CONTROL_TEXTS = {
  en: table(
    'May # help on this page?',
    'If you agree, and until you stop it, # can:',
    'scroll',
    'click',
    'fill in fields',
    'go to other pages of this site',
    'Passwords and hidden fields stay out of reach. To stop, press Stop, or Esc twice.',
    '# can act on this page',
    'Stop',
    'Control has ended',
    '# wants to send this form. Send it?',
  ),
  de: table(
    'Darf # auf dieser Seite helfen?',
    'Wenn Sie zustimmen, und bis Sie es beenden, kann #:',
    'blättern',
    'klicken',
    'Felder ausfüllen',
    'andere Seiten dieser Website öffnen',
    'Passwörter und verdeckte Felder bleiben unerreichbar. Beenden: Knopf „Stopp“ oder zweimal Esc.',
    '# kann auf dieser Seite handeln',
    'Stopp',
    'Steuerung beendet',
    '# möchte dieses Formular absenden. Absenden?',
  ),
  es: table(
    '¿Puede # ayudar en esta página?',
    'Si acepta, y hasta que usted lo detenga, # puede:',
    'desplazar la página',
    'hacer clic',
    'rellenar campos',
    'ir a otras páginas de este sitio',
    'Las contraseñas y los campos ocultos quedan fuera de alcance. Para detener: Detener, o Esc dos veces.',
    '# puede actuar en esta página',
    'Detener',
    'El control ha terminado',
    '# quiere enviar este formulario. ¿Enviarlo?',
  ),
  fr: table(
    '# peut-il vous aider sur cette page ?',
    'Si vous acceptez, et jusqu’à ce que vous arrêtiez, # peut :',
    'faire défiler la page',
    'cliquer',
    'remplir des champs',
    'aller à d’autres pages de ce site',
    'Les mots de passe et les champs masqués restent hors de portée. Pour arrêter : Stop, ou deux fois Échap.',
    '# peut agir sur cette page',
    'Stop',
    'Le contrôle est terminé',
    '# veut envoyer ce formulaire. L’envoyer ?',
  ),
  it: table(
    '# può aiutarla su questa pagina?',
    'Se accetta, e finché non lo ferma, # può:',
    'scorrere la pagina',
    'fare clic',
    'compilare campi',
    'andare ad altre pagine di questo sito',
    'Password e campi nascosti restano fuori portata. Per fermare: Ferma, o Esc due volte.',
    '# può agire su questa pagina',
    'Ferma',
    'Il controllo è terminato',
    '# vuole inviare questo modulo. Inviarlo?',
  ),
  'pt-BR': table(
    '# pode ajudar nesta página?',
    'Se você aceitar, e até que você pare, # pode:',
    'rolar a página',
    'clicar',
    'preencher campos',
    'ir a outras páginas deste site',
    'Senhas e campos ocultos ficam fora de alcance. Para parar: Parar, ou Esc duas vezes.',
    '# pode agir nesta página',
    'Parar',
    'O controle terminou',
    '# quer enviar este formulário. Enviar?',
  ),
}
