import type { Texts } from '../en/index.ts'
import { names } from './names.ts'
import { integrations, invitation, people } from './people.ts'
import { plural } from './plural.ts'
import { audit, history, reports } from './reports.ts'
import { settings } from './settings.ts'
import { masking, presence, transfer } from './visitors.ts'

/** Spanish. */
export const texts: Texts = {
  product: 'Sidelong',
  names,
  pageTitle: (page) => `${page} · Sidelong`,
  skipToContent: 'Ir al contenido',
  loading: 'Cargando…',
  tryAgain: 'Intentar de nuevo',
  more: 'Mostrar más',
  cancel: 'Cancelar',
  dismiss: 'Cerrar',

  login: {
    title: 'Iniciar sesión',
    lead: 'Ayude a sus visitantes en la página que están viendo.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    showPassword: 'Mostrar u ocultar la contraseña',
    submit: 'Iniciar sesión',
    emailMissing: 'Introduzca su dirección de correo electrónico.',
    passwordMissing: 'Introduzca su contraseña.',
    failed: 'No se ha podido iniciar la sesión. Compruebe la dirección de correo y la contraseña.',
    wait: (wait) => `Demasiados intentos. Espere ${wait} e inténtelo de nuevo.`,
    passkey: 'Entrar con una llave de acceso',
    passkeyFailed: 'Ninguna llave de acceso suya ha servido. Inténtelo de nuevo o use su contraseña.',
    codeTitle: 'Un paso más',
    codeLead:
      'Introduzca el código que muestra su aplicación de autenticación o uno de sus códigos de recuperación.',
    recoveryLead: 'Use su llave de acceso o introduzca uno de sus códigos de recuperación.',
    code: 'Código',
    codeMissing: 'Introduzca un código.',
    codeFailed: 'Este código no es correcto. Cada uno vale una vez y poco tiempo; pruebe con el siguiente.',
    codeSubmit: 'Continuar',
    codeOver: 'Ha tardado demasiado. Empiece de nuevo.',
    back: 'Empezar de nuevo',
    company: 'Entrar con su empresa',
    companyGroup: 'Número de su grupo',
    companyWrong: 'Un número de hasta nueve cifras.',
    companySubmit: 'Ir al acceso de la empresa',
    ssoProblem: {
      'sso-failed': 'El acceso a través de su empresa no ha funcionado. Inténtelo de nuevo.',
      'sso-unavailable': 'Este acceso de empresa no existe o no está disponible.',
      'sso-unknown':
        'Su cuenta de empresa no abre ninguna cuenta aquí. Entre de otra forma y vincúlela, o pregunte a su administrador.',
      'sso-testing': 'Este acceso de empresa está en pruebas y aún no deja entrar a nadie.',
      'sso-taken': 'Esta cuenta de empresa pertenece aquí a otra persona.',
    },
    expired: 'Su sesión se ha cerrado. Vuelva a iniciarla para continuar.',
  },

  header: {
    navigation: 'Páginas',
    home: 'Sesiones',
    history: 'Historial',
    people: 'Personas',
    settings: 'Ajustes',
    integrations: 'Integraciones',
    reports: 'Informes',
    audit: 'Auditoría',
    ownAccount: 'Cuenta y acceso',
    toDark: 'Cambiar a colores oscuros',
    toLight: 'Cambiar a colores claros',
    account: (name) => `Cuenta de ${name}`,
    groups: 'Sus grupos',
    noGroup: 'Todavía no pertenece a ningún grupo.',
    moreGroups: (first, others) => `${first} y ${others} más`,
    logOut: 'Cerrar sesión',
    logOutFailed: 'No se ha podido cerrar la sesión. Inténtelo de nuevo.',
  },

  join: {
    title: 'Unirse a una sesión',
    lead: 'Escriba el código que le lee el visitante.',
    key: 'Clave de sesión',
    keyExample: '482 917',
    submit: 'Unirse',
    keyMissing: 'Introduzca la clave de sesión.',
    keyMalformed: 'Una clave de sesión solo tiene letras, cifras y . _ ~ -, 63 como máximo.',
    noSession: 'No hay ninguna sesión con esta clave en sus grupos.',
    noSessionFor: (key) => `No hay ninguna sesión con la clave ${key} en sus grupos.`,
    notAllowed: 'Su rol no le permite ver sesiones. Pregunte a un administrador de su grupo.',
    wait: (wait) => `Demasiados intentos. Espere ${wait} e inténtelo de nuevo.`,
    failed: 'No ha podido unirse a la sesión. Inténtelo de nuevo.',
    waitTitle: (key) => `Esperando la sesión ${key}`,
    waitLead: 'La sesión todavía no existe. Se unirá a ella automáticamente en cuanto empiece.',
    waitSince: (ago) => `Esperando desde hace ${ago}`,
    waitTrouble: 'No se puede contactar con el servidor. Intentando de nuevo…',
    cancel: 'Cancelar',
    waitOver: (key, wait) =>
      `No ha empezado ninguna sesión con la clave ${key} en ${wait}. Vuelva a pedir el código al visitante.`,
  },

  live: {
    title: 'Sesiones en curso',
    count: (count) => plural(count, '1 sesión en curso', `${count} sesiones en curso`),
    notPermitted:
      'Su rol no le muestra la lista de sesiones en curso. Únase con la clave que le lee el visitante.',
    stale: 'Puede que esta lista no esté al día. Intentando de nuevo…',
    partial: 'Hay más sesiones de las que se muestran aquí. Únase a ellas con su clave.',
    join: 'Unirse',
    joinLabel: (key) => `Unirse a la sesión ${key}`,
    statedByVisitor: 'según el visitante',
    unnamedVisitor: 'Sin nombre',
    started: (ago) => `Empezó hace ${ago}`,
    startedNow: 'Acaba de empezar',
    noAgent: 'Aún sin agente',
    emptyTitle: 'No hay ninguna sesión en este momento',
    emptyLead: 'Las sesiones nuevas aparecen aquí solas. Así empieza una:',
    emptySteps: [
      'El visitante pulsa el botón de navegación conjunta en su sitio y acepta.',
      'La página del visitante muestra un código, y el visitante se lo lee.',
      'Usted escribe el código arriba y ve lo que ve el visitante, excepto lo que está oculto.',
    ],
  },

  presence,
  transfer,

  history,
  reports,
  audit,

  account: {
    title: 'Cuenta y acceso',
    lead: (email) => `Ha iniciado sesión como ${email}.`,
    limited:
      'Su grupo exige un segundo factor. Configure uno: una aplicación de autenticación o una llave de acceso. Después podrá continuar.',

    goOn: 'Continuar',

    app: {
      title: 'Segundo factor: aplicación de autenticación',
      lead: 'Con una aplicación en su teléfono, la contraseña sola no deja entrar a nadie.',
      isOn: 'Al entrar se le pide un código de su aplicación.',
      isOff: 'No hay ninguna aplicación configurada.',
      setUp: 'Configurar una aplicación',
      remove: 'Quitar la aplicación',
      renewCodes: 'Nuevos códigos de recuperación',
      codesLeft: (count) =>
        plural(count, 'Queda un código de recuperación.', `Quedan ${count} códigos de recuperación.`),
      scan: 'Escanee esto con una aplicación de autenticación:',
      picture: 'Código QR con el secreto para su aplicación de autenticación',
      type: 'O escriba esto en la aplicación:',
      firstCode: 'Código que muestra la aplicación',
      finish: 'Terminar',
    },

    codes: {
      title: 'Códigos de recuperación',
      lead: 'Guárdelos en un lugar seguro: solo se muestran ahora. Cada uno le deja entrar una vez en lugar de un código o una llave de acceso.',
      copy: 'Copiar',
      done: 'Los he guardado',
    },

    passkeys: {
      title: 'Llaves de acceso',
      lead: 'Entre con su huella, su cara o un PIN en lugar de una contraseña. Una llave de acceso solo funciona en este sitio, así que nadie puede engañarle para que la entregue.',
      name: 'Nombre de la nueva llave de acceso',
      nameExample: 'Portátil de la oficina',
      unnamed: 'Llave de acceso',
      add: 'Añadir una llave de acceso',
      remove: 'Quitar',
      removeLabel: (name) => `Quitar la llave de acceso ${name}`,
      made: 'creada',
      used: 'último uso',
      unsupported: 'Este navegador no admite llaves de acceso.',
    },

    company: {
      title: 'Cuenta de empresa',
      lead: 'Entre con la cuenta que le ha dado su empresa.',
      link: (name) => `Vincular su cuenta de ${name}`,
      unlink: 'Desvincular',
      unlinkLabel: (label) => `Desvincular ${label}`,
    },

    proof: {
      title: 'Confirme que es usted',
      lead: 'Este cambio decide quién entra en su cuenta.',
      again: 'Inicie sesión de nuevo y repita este cambio en un plazo de diez minutos.',
      company: (name) => `Iniciar sesión de nuevo con ${name}`,
      password: 'Su contraseña',
      code: 'Código de su aplicación de autenticación',
      passkey: 'Usar una llave de acceso',
      notUsed: 'No se ha usado ninguna llave de acceso. Inténtelo de nuevo.',
      usedHere: 'Este dispositivo ya tiene una llave de acceso suya.',
      submit: 'Confirmar',
      cancel: 'Cancelar',
      failed: 'No es correcto. Inténtelo de nuevo.',
    },

    password: {
      title: 'Contraseña',
      lead: 'Ocho caracteres o más. Se cierran las demás sesiones iniciadas con la antigua.',
      current: 'Contraseña actual',
      next: 'Contraseña nueva',
      again: 'Contraseña nueva otra vez',
      submit: 'Cambiar la contraseña',
      currentMissing: 'Introduzca su contraseña actual.',
      tooShort: 'Use ocho caracteres o más.',
      differs: 'Las dos no coinciden.',
      done: 'Su contraseña se ha cambiado. Todas sus demás sesiones se han cerrado.',
    },

    logins: {
      title: 'Dónde ha iniciado sesión',
      lead: 'Cerrar una sesión cierra también todas las vistas de página que tenga abiertas; a las de este navegador puede volver a unirse.',
      own: 'este navegador',
      from: (address, method) => `${address}, con ${method}`,
      since: 'desde',
      seen: 'último uso',
      end: 'Cerrar',
      endLabel: (browser, address) => `Cerrar la sesión de ${browser} desde ${address}`,
      endOthers: 'Cerrar todas las demás',
      method: {
        password: 'contraseña',
        'password+totp': 'contraseña y aplicación',
        'password+recovery': 'contraseña y código de recuperación',
        passkey: 'llave de acceso',
        oidc: 'cuenta de empresa',
        'oidc+totp': 'cuenta de empresa y aplicación',
        'oidc+recovery': 'cuenta de empresa y código de recuperación',
      },
    },
  },

  people,
  integrations,
  invitation,

  language: {
    title: 'Idioma',
    lead: 'De la consola y de la vista de página, dondequiera que inicie sesión.',
    automatic: 'El del navegador',
  },

  groupPages: {
    group: 'Grupo',
    notPermitted: 'Su rol no le muestra esta página en ninguno de sus grupos.',
  },

  masking,
  settings,

  notFound: {
    title: 'Esta página no existe',
    lead: 'Puede que la dirección esté mal escrita o que la página se haya movido.',
    home: 'Ir a las sesiones',
  },

  crash: {
    title: 'Esta página ha fallado',
    lead: 'Algo ha ido mal en la consola. Las sesiones en curso no se ven afectadas.',
    reload: 'Cargar de nuevo',
  },

  site: { production: 'Producción', staging: 'Pruebas' },

  status: {
    J: 'Preparándose',
    W: 'Esperando a un agente',
    A: 'Activa',
    C: 'Completada',
    X: 'Desconectada',
    Q: 'Cancelada',
    T: 'Caducada',
  },

  endReason: {
    'visitor-cancelled': 'El visitante cambió de idea',
    'visitor-lost': 'Se perdió la conexión del visitante',
    'setup-failed': 'No se pudo preparar la página del visitante',
    'wait-expired': 'Ningún agente llegó a tiempo',
    'visitor-ended': 'La terminó el visitante',
    'agent-ended': 'La terminó un agente',
    'admin-ended': 'La terminó un administrador',
    'agents-left': 'Todos los agentes salieron',
    idle: 'Nadie hizo nada durante un tiempo',
    'max-duration': 'Alcanzó la duración máxima',
    'agent-lost': 'Se perdió la conexión de los agentes',
    'server-lost': 'Se perdió el servidor de sesiones',
    'script-error': 'Falló el script del visitante',
    replaced: 'El visitante empezó una sesión nueva',
    'group-suspended': 'El grupo fue suspendido',
  },

  errors: {
    'no-session': 'No hay ninguna sesión con esta clave en sus grupos.',
    'window-closed': 'La página que abrió esta ventana la ha cerrado. Aquí ya no se espera nada.',
    'session-expired': 'Esta sesión ha terminado.',
    'join-refused': 'Este enlace ya no es válido. Vuelva a unirse desde aquí.',
    'not-permitted': 'Su rol no lo permite.',
    'visitor-not-present': 'El visitante ya no está.',
    'group-not-allowed': 'La página del visitante no permite sesiones de este grupo.',
    'already-in-session': 'El visitante está en una sesión o se le está preguntando por una.',
    'key-in-use': 'Hay otra sesión en curso con este id. de visitante.',
    'key-not-allowed': 'Los ajustes del grupo no permiten usar ids. de visitante como claves de sesión.',
    'not-found': 'Aquí no hay nada (o ya no).',
    'bad-key': 'Una clave de sesión solo tiene letras, cifras y . _ ~ -, 63 como máximo.',
    'bad-params': 'El servidor no ha aceptado esta petición.',
    'version-conflict': 'Alguien lo ha cambiado mientras tanto. Cárguelo de nuevo.',
    'group-suspended': 'El grupo está suspendido.',
    'rate-limited': 'Demasiadas peticiones. Espere un momento.',
    'quota-exceeded': 'En esta sesión ya hay tantos agentes como se permiten.',
    'no-server': 'Ningún servidor de sesiones tiene sitio ahora. Inténtelo de nuevo en un momento.',
    'server-lost': 'Se ha perdido el servidor de sesiones. Inténtelo de nuevo en un momento.',
    'not-logged-in': 'Inicie sesión.',
    'login-refused': 'No se ha podido iniciar la sesión.',
    'code-refused': 'No es correcto o ya no es válido.',
    'confirm-first': 'Confirme primero que es usted.',
    network: 'No se puede contactar con el servidor. Compruebe su conexión.',
    internal: 'Algo ha ido mal por nuestra parte. Inténtelo de nuevo.',
  },

  duration: {
    lessThanMinute: 'menos de un minuto',
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => plural(count, '1 día', `${count} días`),
  },
}
