import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const settings: Texts['settings'] = {
  title: 'Ajustes',
  lead: 'Pruebe los cambios en el entorno de pruebas y publíquelos después. Surten efecto cuando los visitantes cargan la página siguiente.',
  views: 'Partes de los ajustes',
  staging: 'Pruebas',
  group: 'Todo el grupo',
  publish: 'Publicar',
  versions: 'Versiones',
  embed: 'Inserción',
  file: 'Exportar e importar',

  edit: {
    stagingLead:
      'Lo que usan las páginas con data-site="staging". La producción se queda como está hasta que publique.',
    groupLead: 'Valores que comparten pruebas y producción. Surten efecto en cuanto los guarda.',
    find: 'Buscar un ajuste',
    none: 'Ningún ajuste contiene estas palabras.',
    isDefault: 'predeterminado',
    reset: 'Usar el predeterminado',
    resetLabel: (title) => `Usar el predeterminado para ${title}`,
    defaultIs: (value) => `Predeterminado: ${value}`,
    noValue: 'ninguno',
    onePerLine: 'Uno por línea.',
    badSelector: (line, selector) => `Línea ${line}: ${selector} no es un selector CSS.`,
    badJson: 'Esto no es JSON. Compruebe las comillas, las comas y los corchetes.',
    range: (min, max) => `De ${min} a ${max}`,
    changed: (count) => plural(count, '1 cambio sin guardar', `${count} cambios sin guardar`),
    save: 'Guardar',
    discard: 'Descartar',
    saved: 'Guardado.',
    refused: 'Se han rechazado algunos valores; están marcados abajo.',
    json: 'Como JSON',
    seenHosts: 'Servidores vistos en sesiones, según los navegadores de los agentes',
    asked: 'Sesiones que lo pidieron',
    blocked: 'Sesiones que no pudieron',
    allow: 'Permitir',
    allowLabel: (host: string) => `Permitir ${host}`,
  },

  difference: {
    title: 'Pruebas y producción',
    lead: 'Qué cambiaría para sus visitantes. Elija todas las secciones o algunas.',
    same: 'La producción es igual que las pruebas. No hay nada que publicar.',
    setting: 'Ajuste',
    before: 'Producción ahora',
    after: 'Tras publicar',
    loosens: 'muestra o permite más',
    loosensLead:
      'Algunos de estos cambios ocultan menos o permiten más que antes. Se le pedirá que confirme que es usted.',
    publishAll: 'Publicar todo',
    publishSome: (count) => plural(count, 'Publicar una sección', `Publicar ${count} secciones`),
    done: (version) => `Publicado como versión ${version}.`,
    section: (name) => `Publicar la sección ${name}`,
    notPermitted: 'Su rol no le permite publicar.',
  },

  history: {
    title: 'Versiones de producción',
    lead: 'Cada una se conserva como era. Volver atrás publica otra vez una versión anterior, como nueva.',
    none: 'Todavía no se ha publicado nada.',
    version: (version) => `Versión ${version}`,
    by: (author) => `por ${author}`,
    current: 'en uso',
    rollBack: 'Volver',
    rollBackLabel: (version) => `Volver a la versión ${version}`,
    rollBackQuestion: (version) => `¿Publicar otra vez la versión ${version}?`,
    changes: (count) => plural(count, '1 cambio', `${count} cambios`),
  },

  code: {
    title: 'Código para sus páginas',
    lead: 'Ponga esto en el encabezado de cada página en la que se pueda ayudar a los visitantes.',
    site: 'Entorno',
    variant: 'Forma',
    script: 'elemento script',
    meta: 'elemento meta, para un cargador que sirve usted mismo',
    button: 'Mostrar el botón de inicio',
    presence: 'Informar de los visitantes que están (presencia)',
    visitorId: 'Id. de visitante, si su página lo conoce',
    additional: 'Otros grupos, separados por comas',
    cookieDomain: 'Dominio superior, si las sesiones pasan por subdominios',
    copy: 'Copiar',
    copied: 'Copiado',
    csp: 'Content Security Policy',
    cspLead: 'Si sus páginas envían una política, añada estas fuentes a sus directivas:',
    noOrigins: 'Ninguna página puede tener sesiones todavía: site.origins está vacío para este entorno.',
    origins: 'Páginas que pueden tener sesiones:',
  },

  exchange: {
    title: 'Todos los ajustes en un archivo',
    lead: 'Como copia, o para llevar los ajustes a otro grupo.',
    download: 'Descargar el archivo',
    csv: 'Selectores de máscaras de pruebas en CSV',
    csvProduction: 'Selectores de máscaras de producción en CSV',
    choose: 'Importar un archivo',
    chooseLead:
      'Lleva los valores del archivo a pruebas y a todo el grupo. La producción sigue cuando publique.',
    import: 'Importar',
    done: (staging) => `Importado; pruebas es ahora la versión ${staging}.`,
    notJson: 'Este archivo no se exportó aquí.',
  },

  sections: {
    site: 'Páginas y orígenes',
    assets: 'Imágenes, estilos y fuentes',
    keys: 'Claves de sesión',
    session: 'Sesiones',
    consent: 'Consentimiento',
    masking: 'Máscaras',
    capture: 'Qué se muestra',
    control: 'Control remoto',
    ui: 'Controles del visitante',
    presence: 'Presencia',
    guests: 'Invitados',
    join: 'Unirse',
    embed: 'Insertar la vista',
    transport: 'Transporte',
    login: 'Acceso',
    sso: 'Acceso de empresa',
    permissions: 'Permisos',
    video: 'Vídeo',
    screen: 'Compartir pantalla',
    documents: 'Documentos',
    retention: 'Cuánto se conservan los registros',
    metrics: 'Mediciones',
  },

  settings: {
    'site.origins': {
      title: 'Páginas que pueden tener sesiones',
      help: 'Orígenes: https://www.example.com, o https://*.example.com para todos los subdominios. Una lista vacía no permite nada.',
    },
    'site.trustedDomains': {
      title: 'Dominios de confianza',
      help: 'Otros dominios a los que puede pasar una sesión, y marcos que pueden participar: una lista de {"origin", "transport": "fragment" | "query" | "bridge", "bridgeUrl"}. Ambos extremos deben estar en la lista.',
    },
    'site.chatOrigins': {
      title: 'Ventanas de chat',
      help: 'Orígenes cuyas ventanas pueden iniciar una sesión con un mensaje. Al visitante se le pregunta igualmente.',
    },
    'assets.policy': {
      title: 'Servidores de imágenes y estilos',
      help: 'De qué servidores puede cargar el navegador del agente lo que pertenece a la página: de cualquiera con https, o de los de la lista.',
    },
    'assets.hosts': {
      title: 'Servidores de la lista',
      help: 'Nombres de servidor para «listed»; *.example.com abarca los subdominios.',
    },
    'keys.randomLength': {
      title: 'Longitud de los códigos',
      help: 'Cifras del código que leen los visitantes.',
      unit: 'cifras',
    },
    'keys.cooldown': {
      title: 'Pausa de los códigos',
      help: 'Cuánto tiempo no se vuelve a dar un código.',
      unit: 'minutos',
    },
    'keys.callerGiven': {
      title: 'Claves elegidas por la página',
      help: 'Si las páginas pueden elegir ellas mismas la clave de una sesión.',
    },
    'session.waitExpiry': {
      title: 'Espera de un agente',
      help: 'Una sesión a la que no se une ningún agente termina tras este tiempo.',
      unit: 'minutos',
    },
    'session.setupTimeout': {
      title: 'Tiempo de preparación',
      help: 'Cuánto puede tardar en llegar la primera página.',
      unit: 'segundos',
    },
    'session.visitorGrace': {
      title: 'Visitante ausente',
      help: 'Cuánto puede ausentarse un visitante antes de que termine la sesión.',
      unit: 'segundos',
    },
    'session.agentGrace': {
      title: 'Agentes ausentes',
      help: 'Cuánto continúa una sesión sin agentes.',
      unit: 'segundos',
    },
    'session.idleLimit': {
      title: 'Nadie hace nada',
      help: 'Termina una sesión en la que no pasa nada; 0: nunca.',
      unit: 'minutos',
    },
    'session.maxDuration': {
      title: 'Sesión más larga',
      help: 'Dos minutos antes se avisa a ambas partes.',
      unit: 'minutos',
    },
    'session.maxAgents': {
      title: 'Agentes en una sesión',
      help: 'Cuántos agentes puede haber a la vez en una sesión.',
    },
    'session.maxConcurrent': {
      title: 'Sesiones a la vez',
      help: 'Cuántas sesiones en curso puede tener el grupo.',
    },
    'consent.mode': {
      title: 'Cuándo se pregunta al visitante',
      help: '«page»: el código de la página ya ha preguntado cuando llama a start(). «never» es para quioscos.',
    },
    'consent.termsUrl': {
      title: 'Condiciones',
      help: 'Dirección de las condiciones a las que enlaza la pregunta.',
    },
    'consent.extraTermsUrl': {
      title: 'Más condiciones',
      help: 'Un segundo enlace; se muestra si también está su texto (ui.texts, «extra»).',
    },
    'consent.agentApproval': {
      title: 'Aprobar agentes',
      help: 'Si el visitante acepta al primer agente, o a cada uno, por su nombre.',
    },
    'consent.handover': {
      title: 'Pasar a otro dominio',
      help: 'Si el visitante confirma una vez para cada dominio.',
    },
    'masking.mode': {
      title: 'Modo de privacidad',
      help: '«listed»: se ocultan los elementos marcados y los de la lista. «inputs»: también todos los campos de formulario. «all»: también cada palabra e imagen.',
    },
    'masking.selectors': {
      title: 'Elementos ocultos',
      help: 'Selectores CSS. Lo que coincide se oculta con todo lo que contiene; nada de ello sale del navegador del visitante.',
    },
    'masking.unmaskSelectors': {
      title: 'Excepciones del modo de privacidad',
      help: 'Selectores CSS de partes que «inputs» y «all» no ocultan. Una máscara prevalece sobre toda excepción.',
    },
    'masking.guestSelectors': {
      title: 'Oculto mientras haya un invitado',
      help: 'Selectores CSS, además de los otros.',
    },
    'masking.roleSelectors': {
      title: 'Oculto por rol',
      help: 'Rol → lista de selectores: se oculta en cuanto se une alguien de este rol.',
    },
    'masking.urlDetail': {
      title: 'Direcciones',
      help: 'Cuánto se envía de las direcciones; «path»: sin consulta ni fragmento.',
    },
    'masking.title': { title: 'Título de la página', help: 'Si los agentes ven el título de la página.' },
    'masking.hookTimeout': {
      title: 'Tiempo para el código de máscaras de la página',
      help: 'Pasado este, se oculta toda la página.',
      unit: 'segundos',
    },
    'capture.canvas': {
      title: 'Imágenes de lienzo',
      help: 'Lo que se dibuja en lienzos (canvas) y las imágenes que solo existen en el navegador del visitante.',
    },
    'capture.pointer': {
      title: 'El puntero del visitante',
      help: 'Nunca se muestra sobre algo oculto.',
    },
    'control.scope': {
      title: 'Dónde pueden actuar los agentes',
      help: 'En toda la página o solo en partes marcadas.',
    },
    'control.submit': {
      title: 'Enviar formularios',
      help: 'Si se pregunta al visitante antes de que un agente envíe un formulario.',
    },
    'control.requestTimeout': {
      title: 'Tiempo para responder',
      help: 'Sin respuesta, la petición de control se rechaza.',
      unit: 'segundos',
    },
    'control.allowedSelectors': {
      title: 'Partes en las que los agentes pueden actuar',
      help: 'Selectores CSS, para el ámbito «marked».',
    },
    'control.blockedSelectors': {
      title: 'Partes en las que los agentes nunca pueden actuar',
      help: 'Selectores CSS.',
    },
    'ui.theme': {
      title: 'Colores',
      help: 'Color de acento de los botones; las palabras blancas sobre él deben poder leerse.',
    },
    'ui.button': { title: 'Botón de inicio', help: 'Sus palabras y la esquina en la que está.' },
    'ui.agentNames': {
      title: 'Nombres de los agentes',
      help: 'Qué leen los visitantes del nombre de un agente; el resto no sale del servidor.',
    },
    'ui.defaultLocale': {
      title: 'Idioma',
      help: 'Si ni la página ni el navegador indican uno que exista.',
    },
    'ui.texts': {
      title: 'Textos propios',
      help: 'Idioma → nombre → texto; lo que no se indique sigue siendo lo incluido.',
    },
    'ui.customCss': {
      title: 'Estilos propios',
      help: 'Solo para los controles del visitante; sin direcciones ni importaciones.',
    },
    'ui.logoUrl': { title: 'Logotipo', help: 'Dirección https de una imagen.' },
    'ui.customControlBanner': {
      title: 'Aviso propio de control remoto',
      help: 'La página lo muestra ella misma.',
    },
    'presence.enabled': {
      title: 'Presencia',
      help: 'Los agentes ven quién está en sus páginas y pueden invitar.',
    },
    'presence.urlDetail': {
      title: 'Direcciones en la presencia',
      help: 'Cuánto ven los agentes de las direcciones en la lista.',
    },
    'presence.agentOrigins': {
      title: 'Sitios que pueden pedir la presencia',
      help: 'Orígenes de su CRM, para llamadas con un token.',
    },
    'presence.tokenLife': {
      title: 'Vida de los tokens de presencia',
      help: 'Después hace falta uno nuevo.',
      unit: 'minutos',
    },
    'guests.enabled': {
      title: 'Invitados',
      help: 'Los agentes pueden dejar entrar a personas sin cuenta.',
    },
    'guests.max': { title: 'Invitados en una sesión', help: 'Cuántos a la vez.' },
    'guests.visitorApproval': {
      title: 'El visitante acepta a los invitados',
      help: 'Por su nombre, antes de que vean nada.',
    },
    'guests.codeLife': {
      title: 'Vida de los códigos de entrada',
      help: 'Un invitado puede prolongarla.',
      unit: 'segundos',
    },
    'guests.privileges': { title: 'Qué pueden hacer los invitados', help: 'Ver y señalar.' },
    'guests.joinRedirect': { title: 'Página propia de invitados', help: 'Dirección https.' },
    'guests.endUrl': { title: 'Adónde van los invitados al final', help: 'Dirección https.' },
    'join.waitMax': {
      title: 'Páginas de espera',
      help: 'Cuánto espera un enlace con wait a su sesión.',
      unit: 'minutos',
    },
    'embed.parentOrigins': {
      title: 'Sitios que pueden insertar la vista',
      help: 'Orígenes de su CRM.',
    },
    'transport.httpFollow': {
      title: 'Seguir a páginas en HTTP simple',
      help: 'Para sitios que no pueden de otra forma; el operador también debe permitirlo.',
    },
    'login.methods': {
      title: 'Formas de entrar',
      help: 'Quien está en varios grupos entra como diga el más estricto.',
    },
    'login.mfa': {
      title: 'Segundo factor',
      help: 'Si se necesita una aplicación de autenticación o una llave de acceso.',
    },
    'login.idle': { title: 'Sesión sin uso', help: 'Se cierra tras este tiempo.', unit: 'minutos' },
    'login.maxSession': {
      title: 'Sesión iniciada más larga',
      help: 'Después hay que iniciar sesión de nuevo.',
      unit: 'horas',
    },
    'login.keyMaxLife': {
      title: 'Vida de las claves de acceso',
      help: 'Cuánto puede valer como máximo una clave de acceso de un CRM.',
      unit: 'horas',
    },
    'login.keySingleUse': {
      title: 'Las claves de acceso valen una vez',
      help: 'Desactívelo solo si su CRM no puede crear una clave nueva para cada enlace.',
    },
    'login.jit': {
      title: 'Usuarios nuevos por acceso de empresa',
      help: 'Si alguien desconocido pasa a ser miembro.',
    },
    'login.jitRole': {
      title: 'Su rol',
      help: 'El rol de los usuarios creados por un acceso de empresa.',
    },
    'sso.oidc': {
      title: 'OpenID Connect',
      help: 'Emisor, id. de cliente, nombre en la página de acceso; «testing» no deja entrar a nadie y escribe los intentos en el registro de auditoría.',
    },
    permissions: {
      title: 'Límite superior de todos los roles',
      help: 'Lo que está desactivado aquí lo está en todos los roles.',
    },
    'retention.sessions': {
      title: 'Registros de sesiones',
      help: 'Se borran pasado este tiempo tras la sesión.',
      unit: 'días',
    },
    'retention.contact': {
      title: 'Lo que los visitantes dijeron de sí',
      help: 'Nombre, correo, teléfono y datos se borran antes.',
      unit: 'días',
    },
    'retention.audit': {
      title: 'Registro de auditoría',
      help: 'Las entradas más antiguas se borran.',
      unit: 'días',
    },
    'metrics.collect': {
      title: 'Mediciones de nuestro script',
      help: 'Bytes, líneas perdidas y la primera vista de cada sesión; de las páginas cuya etiqueta tiene data-metrics="on", también los tiempos de nuestro script. Sin contenido ni direcciones.',
    },
  },
}
