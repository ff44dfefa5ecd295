import type { Texts } from '../en/index.ts'
import { names } from './names.ts'
import { integrations, invitation, people } from './people.ts'
import { plural } from './plural.ts'
import { audit, history, reports } from './reports.ts'
import { settings } from './settings.ts'
import { masking, presence, transfer } from './visitors.ts'

/** Italian. */
export const texts: Texts = {
  product: 'Sidelong',
  names,
  pageTitle: (page) => `${page} · Sidelong`,
  skipToContent: 'Vai al contenuto',
  loading: 'Caricamento…',
  tryAgain: 'Riprova',
  more: 'Mostra altro',
  cancel: 'Annulla',
  dismiss: 'Chiudi',

  login: {
    title: 'Accedi',
    lead: 'Aiuti i suoi visitatori sulla pagina che stanno guardando.',
    email: 'E-mail',
    password: 'Password',
    showPassword: 'Mostra o nascondi la password',
    submit: 'Accedi',
    emailMissing: 'Inserisca il suo indirizzo e-mail.',
    passwordMissing: 'Inserisca la sua password.',
    failed: 'Accesso non riuscito. Controlli l’indirizzo e-mail e la password.',
    wait: (wait) => `Troppi tentativi. Attenda ${wait} e riprovi.`,
    passkey: 'Accedi con una passkey',
    passkeyFailed: 'Nessuna sua passkey ha funzionato. Riprovi, o usi la password.',
    codeTitle: 'Ancora un passo',
    codeLead:
      'Inserisca il codice mostrato dalla sua app di autenticazione, o uno dei suoi codici di recupero.',
    recoveryLead: 'Usi la sua passkey, o inserisca uno dei suoi codici di recupero.',
    code: 'Codice',
    codeMissing: 'Inserisca un codice.',
    codeFailed: 'Questo codice non è giusto. Ognuno vale una volta e per poco tempo; provi con il prossimo.',
    codeSubmit: 'Continua',
    codeOver: 'È passato troppo tempo. Ricominci da capo.',
    back: 'Ricomincia',
    company: 'Accedi con la sua azienda',
    companyGroup: 'Numero del suo gruppo',
    companyWrong: 'Un numero di nove cifre al massimo.',
    companySubmit: 'Vai al suo accesso',
    ssoProblem: {
      'sso-failed': 'L’accesso presso la sua azienda non è riuscito. Riprovi.',
      'sso-unavailable': 'Questo accesso aziendale non esiste o non è raggiungibile.',
      'sso-unknown':
        'Il suo account aziendale non apre alcun account qui. Acceda in altro modo e lo colleghi, o chieda al suo amministratore.',
      'sso-testing': 'Questo accesso aziendale è in prova e non fa ancora entrare nessuno.',
      'sso-taken': 'Questo account aziendale appartiene qui a un’altra persona.',
    },
    expired: 'La sua sessione di accesso è terminata. Acceda di nuovo per continuare.',
  },

  header: {
    navigation: 'Pagine',
    home: 'Sessioni',
    history: 'Cronologia',
    people: 'Persone',
    settings: 'Impostazioni',
    integrations: 'Integrazioni',
    reports: 'Rapporti',
    audit: 'Registro',
    ownAccount: 'Account e accesso',
    toDark: 'Passa ai colori scuri',
    toLight: 'Passa ai colori chiari',
    account: (name) => `Account di ${name}`,
    groups: 'I suoi gruppi',
    noGroup: 'Non fa ancora parte di alcun gruppo.',
    moreGroups: (first, others) => `${first} e altri ${others}`,
    logOut: 'Esci',
    logOutFailed: 'Uscita non riuscita. Riprovi.',
  },

  join: {
    title: 'Entra in una sessione',
    lead: 'Digiti il codice che il visitatore le legge.',
    key: 'Chiave della sessione',
    keyExample: '482 917',
    submit: 'Entra',
    keyMissing: 'Inserisca la chiave della sessione.',
    keyMalformed: 'Una chiave di sessione ha solo lettere, cifre e . _ ~ -, al massimo 63.',
    noSession: 'Nei suoi gruppi non è in corso alcuna sessione con questa chiave.',
    noSessionFor: (key) => `Nei suoi gruppi non è in corso alcuna sessione con la chiave ${key}.`,
    notAllowed: 'Il suo ruolo non le permette di vedere sessioni. Chieda a un amministratore del suo gruppo.',
    wait: (wait) => `Troppi tentativi. Attenda ${wait} e riprovi.`,
    failed: 'Non è stato possibile entrare nella sessione. Riprovi.',
    waitTitle: (key) => `In attesa della sessione ${key}`,
    waitLead: 'La sessione non c’è ancora. Entrerà automaticamente appena comincia.',
    waitSince: (ago) => `In attesa da ${ago}`,
    waitTrouble: 'Il server non è raggiungibile. Nuovo tentativo…',
    cancel: 'Annulla',
    waitOver: (key, wait) =>
      `Nessuna sessione con la chiave ${key} è cominciata entro ${wait}. Chieda di nuovo il codice al visitatore.`,
  },

  live: {
    title: 'Sessioni in corso',
    count: (count) => plural(count, '1 sessione in corso', `${count} sessioni in corso`),
    notPermitted:
      'Il suo ruolo non le mostra l’elenco delle sessioni in corso. Entri con la chiave che il visitatore le legge.',
    stale: 'Questo elenco potrebbe non essere aggiornato. Nuovo tentativo…',
    partial: 'Sono in corso più sessioni di quelle mostrate qui. Entri nelle altre con la loro chiave.',
    join: 'Entra',
    joinLabel: (key) => `Entra nella sessione ${key}`,
    statedByVisitor: 'secondo il visitatore',
    unnamedVisitor: 'Nessun nome indicato',
    started: (ago) => `Cominciata ${ago} fa`,
    startedNow: 'Appena cominciata',
    noAgent: 'Ancora nessun operatore',
    emptyTitle: 'Nessuna sessione in corso',
    emptyLead: 'Le nuove sessioni appaiono qui da sole. Ecco come ne comincia una:',
    emptySteps: [
      'Il visitatore preme il pulsante di navigazione condivisa sul suo sito e accetta.',
      'La pagina del visitatore mostra un codice, e il visitatore glielo legge.',
      'Lei digita il codice qui sopra e vede ciò che vede il visitatore, tranne ciò che è mascherato.',
    ],
  },

  presence,
  transfer,

  history,
  reports,
  audit,

  account: {
    title: 'Account e accesso',
    lead: (email) => `Ha effettuato l’accesso come ${email}.`,
    limited:
      'Il suo gruppo richiede un secondo fattore. Ne configuri uno: un’app di autenticazione o una passkey. Poi potrà continuare.',

    goOn: 'Continua',

    app: {
      title: 'Secondo fattore: app di autenticazione',
      lead: 'Con un’app sul telefono, la sola password non fa entrare nessuno.',
      isOn: 'Il suo accesso richiede un codice dell’app.',
      isOff: 'Nessuna app è configurata.',
      setUp: 'Configura un’app',
      remove: 'Rimuovi l’app',
      renewCodes: 'Nuovi codici di recupero',
      codesLeft: (count) =>
        plural(count, 'Resta un codice di recupero.', `Restano ${count} codici di recupero.`),
      scan: 'Scansioni questo con un’app di autenticazione:',
      picture: 'Codice QR con il segreto per la sua app di autenticazione',
      type: 'O digiti questo nell’app:',
      firstCode: 'Codice mostrato dall’app',
      finish: 'Fine',
    },

    codes: {
      title: 'Codici di recupero',
      lead: 'Li conservi in un luogo sicuro: sono mostrati solo ora. Ognuno fa entrare una volta al posto di un codice o di una passkey.',
      copy: 'Copia',
      done: 'Li ho conservati',
    },

    passkeys: {
      title: 'Passkey',
      lead: 'Acceda con il dito, il volto o un PIN invece che con una password. Una passkey funziona solo su questo sito, quindi nessuno può sottrargliela con l’inganno.',
      name: 'Nome della nuova passkey',
      nameExample: 'Portatile dell’ufficio',
      unnamed: 'Passkey',
      add: 'Aggiungi una passkey',
      remove: 'Rimuovi',
      removeLabel: (name) => `Rimuovi la passkey ${name}`,
      made: 'creata',
      used: 'ultimo uso',
      unsupported: 'Questo browser non conosce le passkey.',
    },

    company: {
      title: 'Account aziendale',
      lead: 'Acceda con l’account che la sua azienda le ha dato.',
      link: (name) => `Collega il suo account di ${name}`,
      unlink: 'Scollega',
      unlinkLabel: (label) => `Scollega ${label}`,
    },

    proof: {
      title: 'Confermi di essere lei',
      lead: 'Questa modifica decide chi entra nel suo account.',
      again: 'Acceda di nuovo, poi ripeta questa modifica entro dieci minuti.',
      company: (name) => `Accedi di nuovo con ${name}`,
      password: 'La sua password',
      code: 'Codice della sua app di autenticazione',
      passkey: 'Usa una passkey',
      notUsed: 'Non è stata usata alcuna passkey. Riprovi.',
      usedHere: 'Questo dispositivo ha già una sua passkey.',
      submit: 'Conferma',
      cancel: 'Annulla',
      failed: 'Non era corretto. Riprovi.',
    },

    password: {
      title: 'Password',
      lead: 'Otto caratteri o più. Chi ha effettuato altrove l’accesso con quella vecchia viene disconnesso.',
      current: 'Password attuale',
      next: 'Nuova password',
      again: 'Nuova password, ancora una volta',
      submit: 'Cambia la password',
      currentMissing: 'Inserisca la sua password attuale.',
      tooShort: 'Usi otto caratteri o più.',
      differs: 'Le due non coincidono.',
      done: 'La sua password è cambiata. Tutti gli altri suoi accessi sono terminati.',
    },

    logins: {
      title: 'Dove ha effettuato l’accesso',
      lead: 'Terminare un accesso chiude anche tutte le viste di pagina aperte; in quelle di questo browser si può rientrare.',
      own: 'questo browser',
      from: (address, method) => `${address}, con ${method}`,
      since: 'dal',
      seen: 'ultimo uso',
      end: 'Termina',
      endLabel: (browser, address) => `Termina l’accesso di ${browser} da ${address}`,
      endOthers: 'Termina tutti gli altri',
      method: {
        password: 'password',
        'password+totp': 'password e app',
        'password+recovery': 'password e codice di recupero',
        passkey: 'passkey',
        oidc: 'account aziendale',
        'oidc+totp': 'account aziendale e app',
        'oidc+recovery': 'account aziendale e codice di recupero',
      },
    },
  },

  people,
  integrations,
  invitation,

  language: {
    title: 'Lingua',
    lead: 'Della console e della vista di pagina, ovunque acceda.',
    automatic: 'Quella del browser',
  },

  groupPages: {
    group: 'Gruppo',
    notPermitted: 'Il suo ruolo non le mostra questa pagina in nessuno dei suoi gruppi.',
  },

  masking,
  settings,

  notFound: {
    title: 'Questa pagina non esiste',
    lead: 'L’indirizzo potrebbe essere scritto male, o la pagina è stata spostata.',
    home: 'Vai alle sessioni',
  },

  crash: {
    title: 'Questa pagina ha avuto un errore',
    lead: 'Qualcosa è andato storto nella console. Le sessioni in corso non ne risentono.',
    reload: 'Ricarica',
  },

  site: { production: 'Produzione', staging: 'Prova' },

  status: {
    J: 'In preparazione',
    W: 'In attesa di un operatore',
    A: 'Attiva',
    C: 'Completata',
    X: 'Disconnessa',
    Q: 'Annullata',
    T: 'Scaduta',
  },

  endReason: {
    'visitor-cancelled': 'Il visitatore ha cambiato idea',
    'visitor-lost': 'La connessione del visitatore è caduta',
    'setup-failed': 'Non è stato possibile preparare la pagina del visitatore',
    'wait-expired': 'Nessun operatore è arrivato in tempo',
    'visitor-ended': 'L’ha terminata il visitatore',
    'agent-ended': 'L’ha terminata un operatore',
    'admin-ended': 'L’ha terminata un amministratore',
    'agents-left': 'Tutti gli operatori sono usciti',
    idle: 'Per un po’ nessuno ha fatto nulla',
    'max-duration': 'Ha raggiunto la durata massima',
    'agent-lost': 'La connessione degli operatori è caduta',
    'server-lost': 'Il server delle sessioni è andato perso',
    'script-error': 'Lo script del visitatore ha avuto un errore',
    replaced: 'Il visitatore ha cominciato una nuova sessione',
    'group-suspended': 'Il gruppo è stato sospeso',
  },

  errors: {
    'no-session': 'Nei suoi gruppi non è in corso alcuna sessione con questa chiave.',
    'window-closed': 'La pagina che ha aperto questa finestra l’ha chiusa. Qui non si attende più nulla.',
    'session-expired': 'Questa sessione è finita.',
    'join-refused': 'Questo link non è più valido. Entri di nuovo da qui.',
    'not-permitted': 'Il suo ruolo non lo permette.',
    'visitor-not-present': 'Il visitatore non c’è più.',
    'group-not-allowed': 'La pagina del visitatore non permette sessioni di questo gruppo.',
    'already-in-session': 'Il visitatore è in una sessione, o gliene viene proposta una.',
    'key-in-use': 'È in corso un’altra sessione con questo ID visitatore.',
    'key-not-allowed': 'Le impostazioni del gruppo non ammettono ID visitatore come chiavi di sessione.',
    'not-found': 'Qui non c’è nulla (o non più).',
    'bad-key': 'Una chiave di sessione ha solo lettere, cifre e . _ ~ -, al massimo 63.',
    'bad-params': 'Il server non ha accettato questa richiesta.',
    'version-conflict': 'Qualcuno l’ha modificato nel frattempo. Ricarichi.',
    'group-suspended': 'Il gruppo è sospeso.',
    'rate-limited': 'Troppe richieste. Attenda un momento.',
    'quota-exceeded': 'In questa sessione ci sono già tutti gli operatori consentiti.',
    'no-server': 'Nessun server delle sessioni ha posto al momento. Riprovi tra poco.',
    'server-lost': 'Il server delle sessioni è andato perso. Riprovi tra poco.',
    'not-logged-in': 'Effettui l’accesso.',
    'login-refused': 'Accesso non riuscito.',
    'code-refused': 'Non era corretto, o non è più valido.',
    'confirm-first': 'Confermi prima di essere lei.',
    network: 'Il server non è raggiungibile. Controlli la connessione.',
    internal: 'Qualcosa è andato storto da parte nostra. Riprovi.',
  },

  duration: {
    lessThanMinute: 'meno di un minuto',
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => plural(count, '1 giorno', `${count} giorni`),
  },
}
