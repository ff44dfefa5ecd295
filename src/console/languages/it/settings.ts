import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const settings: Texts['settings'] = {
  title: 'Impostazioni',
  lead: 'Provi le modifiche nell’ambiente di prova, poi le pubblichi. Hanno effetto quando i visitatori caricano la pagina successiva.',
  views: 'Parti delle impostazioni',
  staging: 'Prova',
  group: 'Tutto il gruppo',
  publish: 'Pubblica',
  versions: 'Versioni',
  embed: 'Inserimento',
  file: 'Esporta e importa',

  edit: {
    stagingLead:
      'Ciò che usano le pagine con data-site="staging". La produzione resta com’è finché non pubblica.',
    groupLead: 'Valori comuni a prova e produzione. Hanno effetto appena li salva.',
    find: 'Cerca un’impostazione',
    none: 'Nessuna impostazione contiene queste parole.',
    isDefault: 'predefinito',
    reset: 'Usa il predefinito',
    resetLabel: (title) => `Usa il predefinito per ${title}`,
    defaultIs: (value) => `Predefinito: ${value}`,
    noValue: 'nessuno',
    onePerLine: 'Uno per riga.',
    badSelector: (line, selector) => `Riga ${line}: ${selector} non è un selettore CSS.`,
    badJson: 'Questo non è JSON. Controlli virgolette, virgole e parentesi.',
    range: (min, max) => `Da ${min} a ${max}`,
    changed: (count) => plural(count, '1 modifica non salvata', `${count} modifiche non salvate`),
    save: 'Salva',
    discard: 'Annulla modifiche',
    saved: 'Salvato.',
    refused: 'Alcuni valori sono stati rifiutati; sono segnati qui sotto.',
    json: 'Come JSON',
    seenHosts: 'Host visti nelle sessioni, secondo i browser degli operatori',
    asked: 'Sessioni che lo hanno richiesto',
    blocked: 'Sessioni a cui era vietato',
    allow: 'Consenti',
    allowLabel: (host: string) => `Consenti ${host}`,
  },

  difference: {
    title: 'Prova e produzione',
    lead: 'Che cosa cambierebbe per i suoi visitatori. Scelga tutte le sezioni, o alcune.',
    same: 'La produzione è uguale alla prova. Non c’è nulla da pubblicare.',
    setting: 'Impostazione',
    before: 'Produzione ora',
    after: 'Dopo la pubblicazione',
    loosens: 'mostra o permette di più',
    loosensLead:
      'Alcune di queste modifiche nascondono meno o fanno entrare più di prima. Le verrà chiesto di confermare di essere lei.',
    publishAll: 'Pubblica tutto',
    publishSome: (count) => plural(count, 'Pubblica una sezione', `Pubblica ${count} sezioni`),
    done: (version) => `Pubblicato come versione ${version}.`,
    section: (name) => `Pubblica la sezione ${name}`,
    notPermitted: 'Il suo ruolo non le permette di pubblicare.',
  },

  history: {
    title: 'Versioni della produzione',
    lead: 'Ognuna è conservata com’era. Tornare indietro pubblica di nuovo una versione precedente, come nuova.',
    none: 'Non è stato ancora pubblicato nulla.',
    version: (version) => `Versione ${version}`,
    by: (author) => `di ${author}`,
    current: 'in uso',
    rollBack: 'Ripristina',
    rollBackLabel: (version) => `Ripristina la versione ${version}`,
    rollBackQuestion: (version) => `Pubblicare di nuovo la versione ${version}?`,
    changes: (count) => plural(count, '1 modifica', `${count} modifiche`),
  },

  code: {
    title: 'Codice per le sue pagine',
    lead: 'Lo metta nell’intestazione di ogni pagina su cui i visitatori possono essere aiutati.',
    site: 'Ambiente',
    variant: 'Forma',
    script: 'elemento script',
    meta: 'elemento meta, per un loader che fornisce lei stesso',
    button: 'Mostra il pulsante di avvio',
    presence: 'Segnala i visitatori presenti (presenza)',
    visitorId: 'ID visitatore, se la sua pagina ne conosce uno',
    additional: 'Altri gruppi, separati da virgole',
    cookieDomain: 'Dominio superiore, se le sessioni passano tra sottodomini',
    copy: 'Copia',
    copied: 'Copiato',
    csp: 'Content Security Policy',
    cspLead: 'Se le sue pagine inviano una policy, aggiunga queste fonti alle sue direttive:',
    noOrigins: 'Nessuna pagina può ancora avere sessioni: site.origins è vuoto per questo ambiente.',
    origins: 'Pagine che possono avere sessioni:',
  },

  exchange: {
    title: 'Tutte le impostazioni in un file',
    lead: 'Come copia, o per portare le impostazioni in un altro gruppo.',
    download: 'Scarica il file',
    csv: 'Selettori delle maschere di prova in CSV',
    csvProduction: 'Selettori delle maschere di produzione in CSV',
    choose: 'Importa un file',
    chooseLead:
      'Riprende i valori del file nella prova e in tutto il gruppo. La produzione segue quando pubblica.',
    import: 'Importa',
    done: (staging) => `Importato; la prova è ora alla versione ${staging}.`,
    notJson: 'Questo file non è stato esportato qui.',
  },

  sections: {
    site: 'Pagine e origini',
    assets: 'Immagini, stili e caratteri',
    keys: 'Chiavi di sessione',
    session: 'Sessioni',
    consent: 'Consenso',
    masking: 'Maschere',
    capture: 'Che cosa si mostra',
    control: 'Controllo remoto',
    ui: 'Comandi del visitatore',
    presence: 'Presenza',
    guests: 'Ospiti',
    join: 'Ingresso',
    embed: 'Inserire la vista',
    transport: 'Trasporto',
    login: 'Accesso',
    sso: 'Accesso aziendale',
    permissions: 'Permessi',
    video: 'Video',
    screen: 'Condivisione dello schermo',
    documents: 'Documenti',
    retention: 'Per quanto si conservano i dati',
    metrics: 'Misure',
  },

  settings: {
    'site.origins': {
      title: 'Pagine che possono avere sessioni',
      help: 'Origini: https://www.example.com, o https://*.example.com per tutti i sottodomini. Un elenco vuoto non permette nulla.',
    },
    'site.trustedDomains': {
      title: 'Domini fidati',
      help: 'Altri domini su cui una sessione può proseguire, e frame che possono partecipare: un elenco di {"origin", "transport": "fragment" | "query" | "bridge", "bridgeUrl"}. Entrambe le parti devono esservi elencate.',
    },
    'site.chatOrigins': {
      title: 'Finestre di chat',
      help: 'Origini le cui finestre possono avviare una sessione con un messaggio. Al visitatore si chiede comunque.',
    },
    'assets.policy': {
      title: 'Host di immagini e stili',
      help: 'Da quali host il browser dell’operatore può caricare ciò che fa parte della pagina: da tutti con https, o da quelli elencati.',
    },
    'assets.hosts': {
      title: 'Host elencati',
      help: 'Nomi di host per «listed»; *.example.com comprende i sottodomini.',
    },
    'keys.randomLength': {
      title: 'Lunghezza dei codici',
      help: 'Cifre del codice che i visitatori leggono.',
      unit: 'cifre',
    },
    'keys.cooldown': {
      title: 'Pausa dei codici',
      help: 'Per quanto tempo un codice non viene riassegnato.',
      unit: 'minuti',
    },
    'keys.callerGiven': {
      title: 'Chiavi scelte dalla pagina',
      help: 'Se le pagine possono scegliere da sé la chiave di una sessione.',
    },
    'session.waitExpiry': {
      title: 'Attesa di un operatore',
      help: 'Una sessione in cui non entra alcun operatore finisce dopo questo tempo.',
      unit: 'minuti',
    },
    'session.setupTimeout': {
      title: 'Tempo di preparazione',
      help: 'Quanto può impiegare ad arrivare la prima pagina.',
      unit: 'secondi',
    },
    'session.visitorGrace': {
      title: 'Visitatore assente',
      help: 'Quanto può essere assente un visitatore prima che la sessione finisca.',
      unit: 'secondi',
    },
    'session.agentGrace': {
      title: 'Operatori assenti',
      help: 'Per quanto una sessione prosegue senza operatori.',
      unit: 'secondi',
    },
    'session.idleLimit': {
      title: 'Nessuno fa nulla',
      help: 'Termina una sessione in cui non accade nulla; 0: mai.',
      unit: 'minuti',
    },
    'session.maxDuration': {
      title: 'Sessione più lunga',
      help: 'Due minuti prima, entrambe le parti vengono avvisate.',
      unit: 'minuti',
    },
    'session.maxAgents': {
      title: 'Operatori in una sessione',
      help: 'Quanti operatori possono essere insieme in una sessione.',
    },
    'session.maxConcurrent': {
      title: 'Sessioni contemporanee',
      help: 'Quante sessioni in corso può avere il gruppo.',
    },
    'consent.mode': {
      title: 'Quando si chiede al visitatore',
      help: '«page»: il codice della pagina ha già chiesto quando chiama start(). «never» è per i chioschi.',
    },
    'consent.termsUrl': {
      title: 'Condizioni',
      help: 'Indirizzo delle condizioni a cui rimanda la domanda.',
    },
    'consent.extraTermsUrl': {
      title: 'Altre condizioni',
      help: 'Un secondo link; mostrato se è impostato anche il suo testo (ui.texts, «extra»).',
    },
    'consent.agentApproval': {
      title: 'Accettare gli operatori',
      help: 'Se il visitatore accetta il primo operatore, o ciascuno, per nome.',
    },
    'consent.handover': {
      title: 'Passaggio a un altro dominio',
      help: 'Se il visitatore conferma una volta per ogni dominio.',
    },
    'masking.mode': {
      title: 'Modalità di riservatezza',
      help: '«listed»: sono nascosti gli elementi marcati ed elencati. «inputs»: anche tutti i campi dei moduli. «all»: anche ogni parola e immagine.',
    },
    'masking.selectors': {
      title: 'Elementi nascosti',
      help: 'Selettori CSS. Ciò che indicano è nascosto con tutto il suo contenuto; nulla di ciò lascia il browser del visitatore.',
    },
    'masking.unmaskSelectors': {
      title: 'Eccezioni alla modalità di riservatezza',
      help: 'Selettori CSS di parti che «inputs» e «all» non nascondono. Una maschera prevale su ogni eccezione.',
    },
    'masking.guestSelectors': {
      title: 'Nascosto finché c’è un ospite',
      help: 'Selettori CSS, in aggiunta agli altri.',
    },
    'masking.roleSelectors': {
      title: 'Nascosto per ruolo',
      help: 'Ruolo → elenco di selettori: nascosto appena entra qualcuno di questo ruolo.',
    },
    'masking.urlDetail': {
      title: 'Indirizzi',
      help: 'Quanto si invia degli indirizzi; «path»: senza query né frammento.',
    },
    'masking.title': {
      title: 'Titolo della pagina',
      help: 'Se gli operatori vedono il titolo della pagina.',
    },
    'masking.hookTimeout': {
      title: 'Tempo per il codice di mascheramento della pagina',
      help: 'Oltre, tutta la pagina è nascosta.',
      unit: 'secondi',
    },
    'capture.canvas': {
      title: 'Immagini canvas',
      help: 'Ciò che è disegnato sui canvas, e le immagini che esistono solo nel browser del visitatore.',
    },
    'capture.pointer': {
      title: 'Puntatore del visitatore',
      help: 'Mai mostrato sopra qualcosa di nascosto.',
    },
    'control.scope': {
      title: 'Dove possono agire gli operatori',
      help: 'Su tutta la pagina, o solo in parti marcate.',
    },
    'control.submit': {
      title: 'Invio di moduli',
      help: 'Se si chiede al visitatore prima che un operatore invii un modulo.',
    },
    'control.requestTimeout': {
      title: 'Tempo per rispondere',
      help: 'Senza risposta, la richiesta di controllo è rifiutata.',
      unit: 'secondi',
    },
    'control.allowedSelectors': {
      title: 'Parti in cui gli operatori possono agire',
      help: 'Selettori CSS, per l’ambito «marked».',
    },
    'control.blockedSelectors': {
      title: 'Parti in cui gli operatori non possono mai agire',
      help: 'Selettori CSS.',
    },
    'ui.theme': {
      title: 'Colori',
      help: 'Colore d’accento dei pulsanti; le parole bianche su di esso devono essere leggibili.',
    },
    'ui.button': { title: 'Pulsante di avvio', help: 'Le sue parole, e l’angolo in cui si trova.' },
    'ui.agentNames': {
      title: 'Nomi degli operatori',
      help: 'Che cosa i visitatori leggono del nome di un operatore; il resto non lascia il server.',
    },
    'ui.defaultLocale': {
      title: 'Lingua',
      help: 'Se né la pagina né il browser ne indicano una che c’è.',
    },
    'ui.texts': {
      title: 'Testi propri',
      help: 'Lingua → nome → testo; ciò che non è indicato resta quello fornito.',
    },
    'ui.customCss': {
      title: 'Stili propri',
      help: 'Solo per i comandi del visitatore; niente indirizzi, niente importazioni.',
    },
    'ui.logoUrl': { title: 'Logo', help: 'Indirizzo https di un’immagine.' },
    'ui.customControlBanner': {
      title: 'Avviso proprio per il controllo remoto',
      help: 'Lo mostra la pagina stessa.',
    },
    'presence.enabled': {
      title: 'Presenza',
      help: 'Gli operatori vedono chi è sulle sue pagine e possono invitare.',
    },
    'presence.urlDetail': {
      title: 'Indirizzi nella presenza',
      help: 'Quanto degli indirizzi gli operatori vedono nell’elenco.',
    },
    'presence.agentOrigins': {
      title: 'Siti che possono chiedere la presenza',
      help: 'Origini del suo CRM, per chiamate con un token.',
    },
    'presence.tokenLife': {
      title: 'Durata dei token di presenza',
      help: 'Poi ne serve uno nuovo.',
      unit: 'minuti',
    },
    'guests.enabled': {
      title: 'Ospiti',
      help: 'Gli operatori possono far entrare persone senza account.',
    },
    'guests.max': { title: 'Ospiti in una sessione', help: 'Quanti insieme.' },
    'guests.visitorApproval': {
      title: 'Il visitatore accetta gli ospiti',
      help: 'Per nome, prima che vedano qualcosa.',
    },
    'guests.codeLife': {
      title: 'Durata dei codici di ingresso',
      help: 'Un ospite può prolungarla.',
      unit: 'secondi',
    },
    'guests.privileges': { title: 'Che cosa possono fare gli ospiti', help: 'Vedere e indicare.' },
    'guests.joinRedirect': { title: 'Pagina ospiti propria', help: 'Indirizzo https.' },
    'guests.endUrl': { title: 'Dove vanno gli ospiti alla fine', help: 'Indirizzo https.' },
    'join.waitMax': {
      title: 'Pagine in attesa',
      help: 'Per quanto un link con wait attende la sua sessione.',
      unit: 'minuti',
    },
    'embed.parentOrigins': {
      title: 'Siti che possono inserire la vista',
      help: 'Origini del suo CRM.',
    },
    'transport.httpFollow': {
      title: 'Seguire pagine in HTTP semplice',
      help: 'Per siti che non possono fare altrimenti; anche il gestore deve permetterlo.',
    },
    'login.methods': {
      title: 'Modi di accedere',
      help: 'Chi è in più gruppi accede come dice il più severo.',
    },
    'login.mfa': {
      title: 'Secondo fattore',
      help: 'Se serve un’app di autenticazione o una passkey.',
    },
    'login.idle': {
      title: 'Accesso inutilizzato',
      help: 'Finisce dopo questo tempo.',
      unit: 'minuti',
    },
    'login.maxSession': {
      title: 'Accesso più lungo',
      help: 'Poi si accede di nuovo.',
      unit: 'ore',
    },
    'login.keyMaxLife': {
      title: 'Durata delle chiavi di accesso',
      help: 'Per quanto al massimo può valere la chiave di accesso di un CRM.',
      unit: 'ore',
    },
    'login.keySingleUse': {
      title: 'Le chiavi di accesso valgono una volta',
      help: 'Da disattivare solo se il suo CRM non può creare una nuova chiave per ogni link.',
    },
    'login.jit': {
      title: 'Nuovi utenti con accesso aziendale',
      help: 'Se uno sconosciuto diventa membro.',
    },
    'login.jitRole': {
      title: 'Il loro ruolo',
      help: 'Il ruolo degli utenti creati da un accesso aziendale.',
    },
    'sso.oidc': {
      title: 'OpenID Connect',
      help: 'Emittente, ID client, nome sulla pagina di accesso; «testing» non fa entrare nessuno e scrive i tentativi nel registro delle attività.',
    },
    permissions: {
      title: 'Limite di tutti i ruoli',
      help: 'Ciò che è disattivato qui lo è in ogni ruolo.',
    },
    'retention.sessions': {
      title: 'Dati delle sessioni',
      help: 'Cancellati dopo questo tempo dalla sessione.',
      unit: 'giorni',
    },
    'retention.contact': {
      title: 'Ciò che i visitatori hanno detto di sé',
      help: 'Nome, e-mail, telefono e dati sono cancellati prima.',
      unit: 'giorni',
    },
    'retention.audit': {
      title: 'Registro delle attività',
      help: 'Le voci più vecchie sono cancellate.',
      unit: 'giorni',
    },
    'metrics.collect': {
      title: 'Misure del nostro script',
      help: 'Byte, linee perse e prima vista di ogni sessione; delle pagine il cui tag ha data-metrics="on", anche i tempi del nostro script. Nessun contenuto e nessun indirizzo.',
    },
  },
}
