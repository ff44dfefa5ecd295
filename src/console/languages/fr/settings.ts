import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const settings: Texts['settings'] = {
  title: 'Réglages',
  lead: 'Essayez les changements en préproduction, puis publiez-les. Ils prennent effet dès que les visiteurs chargent la page suivante.',
  views: 'Parties des réglages',
  staging: 'Préproduction',
  group: 'Tout le groupe',
  publish: 'Publier',
  versions: 'Versions',
  embed: 'Intégration',
  file: 'Export et import',

  edit: {
    stagingLead:
      'Ce qu’utilisent les pages avec data-site="staging". La production reste telle quelle jusqu’à ce que vous publiiez.',
    groupLead:
      'Valeurs communes à la préproduction et à la production. Elles prennent effet dès l’enregistrement.',
    find: 'Chercher un réglage',
    none: 'Aucun réglage ne contient ces mots.',
    isDefault: 'par défaut',
    reset: 'Valeur par défaut',
    resetLabel: (title) => `Utiliser la valeur par défaut pour ${title}`,
    defaultIs: (value) => `Par défaut : ${value}`,
    noValue: 'aucune',
    onePerLine: 'Un par ligne.',
    badSelector: (line, selector) => `Ligne ${line} : ${selector} n’est pas un sélecteur CSS.`,
    badJson: 'Ce n’est pas du JSON. Veuillez vérifier les guillemets, les virgules et les crochets.',
    range: (min, max) => `De ${min} à ${max}`,
    changed: (count) =>
      plural(count, `${count} changement non enregistré`, `${count} changements non enregistrés`),
    save: 'Enregistrer',
    discard: 'Abandonner',
    saved: 'Enregistré.',
    refused: 'Certaines valeurs ont été refusées ; elles sont marquées ci-dessous.',
    json: 'En JSON',
    seenHosts: 'Hôtes vus dans les sessions, selon les navigateurs des agents',
    asked: 'Sessions qui l’ont demandé',
    blocked: 'Sessions qui en étaient empêchées',
    allow: 'Autoriser',
    allowLabel: (host: string) => `Autoriser ${host}`,
  },

  difference: {
    title: 'Préproduction et production',
    lead: 'Ce qui changerait pour vos visiteurs. Choisissez toutes les sections ou quelques-unes.',
    same: 'La production est identique à la préproduction. Il n’y a rien à publier.',
    setting: 'Réglage',
    before: 'Production actuelle',
    after: 'Après publication',
    loosens: 'montre ou permet plus',
    loosensLead:
      'Certains de ces changements masquent moins ou laissent entrer plus qu’avant. Il vous sera demandé de confirmer que c’est bien vous.',
    publishAll: 'Tout publier',
    publishSome: (count) => plural(count, `Publier ${count} section`, `Publier ${count} sections`),
    done: (version) => `Publié en tant que version ${version}.`,
    section: (name) => `Publier la section ${name}`,
    notPermitted: 'Votre rôle ne vous permet pas de publier.',
  },

  history: {
    title: 'Versions de la production',
    lead: 'Chacune est conservée telle quelle. Revenir en arrière publie à nouveau une version plus ancienne, comme nouvelle.',
    none: 'Rien n’a encore été publié.',
    version: (version) => `Version ${version}`,
    by: (author) => `par ${author}`,
    current: 'en service',
    rollBack: 'Revenir',
    rollBackLabel: (version) => `Revenir à la version ${version}`,
    rollBackQuestion: (version) => `Publier à nouveau la version ${version} ?`,
    changes: (count) => plural(count, `${count} changement`, `${count} changements`),
  },

  code: {
    title: 'Code pour vos pages',
    lead: 'Placez ceci dans l’en-tête de chaque page où les visiteurs peuvent être aidés.',
    site: 'Environnement',
    variant: 'Forme',
    script: 'élément script',
    meta: 'élément meta, pour un chargeur que vous servez vous-même',
    button: 'Afficher le bouton de démarrage',
    presence: 'Signaler les visiteurs présents (présence)',
    visitorId: 'Identifiant de visiteur, si votre page en connaît un',
    additional: 'Autres groupes, séparés par des virgules',
    cookieDomain: 'Domaine parent, si les sessions passent par des sous-domaines',
    copy: 'Copier',
    copied: 'Copié',
    csp: 'Content Security Policy',
    cspLead: 'Si vos pages envoient une politique, ajoutez ces sources à ses directives :',
    noOrigins: 'Aucune page ne peut encore avoir de sessions : site.origins est vide pour cet environnement.',
    origins: 'Pages qui peuvent avoir des sessions :',
  },

  exchange: {
    title: 'Tous les réglages en un fichier',
    lead: 'Comme copie, ou pour porter les réglages vers un autre groupe.',
    download: 'Télécharger le fichier',
    csv: 'Sélecteurs de masques de préproduction en CSV',
    csvProduction: 'Sélecteurs de masques de production en CSV',
    choose: 'Importer un fichier',
    chooseLead:
      'Reprend les valeurs du fichier en préproduction et pour tout le groupe. La production suit quand vous publiez.',
    import: 'Importer',
    done: (staging) => `Importé ; la préproduction est maintenant à la version ${staging}.`,
    notJson: 'Ce fichier n’a pas été exporté ici.',
  },

  sections: {
    site: 'Pages et origines',
    assets: 'Images, styles et polices',
    keys: 'Clés de session',
    session: 'Sessions',
    consent: 'Consentement',
    masking: 'Masques',
    capture: 'Ce qui est montré',
    control: 'Contrôle à distance',
    ui: 'Commandes du visiteur',
    presence: 'Présence',
    guests: 'Invités',
    join: 'Rejoindre',
    embed: 'Intégrer la vue',
    transport: 'Transport',
    login: 'Connexion',
    sso: 'Connexion d’entreprise',
    permissions: 'Permissions',
    video: 'Vidéo',
    screen: 'Partage d’écran',
    documents: 'Documents',
    retention: 'Durée de conservation',
    metrics: 'Mesures',
  },

  settings: {
    'site.origins': {
      title: 'Pages qui peuvent avoir des sessions',
      help: 'Origines : https://www.example.com, ou https://*.example.com pour tous les sous-domaines. Une liste vide ne permet rien.',
    },
    'site.trustedDomains': {
      title: 'Domaines de confiance',
      help: 'Autres domaines vers lesquels une session peut continuer, et cadres qui peuvent participer : une liste de {"origin", "transport": "fragment" | "query" | "bridge", "bridgeUrl"}. Les deux côtés doivent y figurer.',
    },
    'site.chatOrigins': {
      title: 'Fenêtres de discussion',
      help: 'Origines dont les fenêtres peuvent lancer une session par un message. La question est posée au visiteur malgré tout.',
    },
    'assets.policy': {
      title: 'Hôtes des images et des styles',
      help: 'De quels hôtes le navigateur du conseiller peut charger ce qui appartient à la page : tous en https, ou ceux de la liste.',
    },
    'assets.hosts': {
      title: 'Hôtes de la liste',
      help: 'Noms d’hôtes pour « listed » ; *.example.com couvre les sous-domaines.',
    },
    'keys.randomLength': {
      title: 'Longueur des codes',
      help: 'Chiffres du code que lisent les visiteurs.',
      unit: 'chiffres',
    },
    'keys.cooldown': {
      title: 'Pause des codes',
      help: 'Combien de temps un code n’est pas redonné.',
      unit: 'minutes',
    },
    'keys.callerGiven': {
      title: 'Clés choisies par la page',
      help: 'Si les pages peuvent choisir elles-mêmes la clé d’une session.',
    },
    'session.waitExpiry': {
      title: 'Attente d’un conseiller',
      help: 'Une session qu’aucun conseiller ne rejoint prend fin après ce temps.',
      unit: 'minutes',
    },
    'session.setupTimeout': {
      title: 'Temps de préparation',
      help: 'Combien de temps la première page peut mettre à arriver.',
      unit: 'secondes',
    },
    'session.visitorGrace': {
      title: 'Visiteur absent',
      help: 'Combien de temps un visiteur peut être absent avant la fin de la session.',
      unit: 'secondes',
    },
    'session.agentGrace': {
      title: 'Conseillers absents',
      help: 'Combien de temps une session continue sans conseillers.',
      unit: 'secondes',
    },
    'session.idleLimit': {
      title: 'Personne ne fait rien',
      help: 'Met fin à une session où il ne se passe rien ; 0 : jamais.',
      unit: 'minutes',
    },
    'session.maxDuration': {
      title: 'Session la plus longue',
      help: 'Deux minutes avant, les deux côtés sont prévenus.',
      unit: 'minutes',
    },
    'session.maxAgents': {
      title: 'Conseillers dans une session',
      help: 'Combien de conseillers peuvent être en même temps dans une session.',
    },
    'session.maxConcurrent': {
      title: 'Sessions simultanées',
      help: 'Combien de sessions en cours le groupe peut avoir.',
    },
    'consent.mode': {
      title: 'Quand la question est posée au visiteur',
      help: '« page » : le code de la page a déjà posé la question quand il appelle start(). « never » est pour les bornes.',
    },
    'consent.termsUrl': {
      title: 'Conditions',
      help: 'Adresse des conditions auxquelles renvoie la question.',
    },
    'consent.extraTermsUrl': {
      title: 'Autres conditions',
      help: 'Un second lien ; affiché si son texte (ui.texts, « extra ») est défini aussi.',
    },
    'consent.agentApproval': {
      title: 'Accepter les conseillers',
      help: 'Si le visiteur accepte le premier conseiller, ou chacun, par son nom.',
    },
    'consent.handover': {
      title: 'Passage à un autre domaine',
      help: 'Si le visiteur confirme une fois pour chaque domaine.',
    },
    'masking.mode': {
      title: 'Mode de confidentialité',
      help: '« listed » : les éléments marqués et listés sont masqués. « inputs » : aussi tous les champs de formulaire. « all » : aussi chaque mot et chaque image.',
    },
    'masking.selectors': {
      title: 'Éléments masqués',
      help: 'Sélecteurs CSS. Ce qu’ils désignent est masqué avec tout son contenu ; rien n’en quitte le navigateur du visiteur.',
    },
    'masking.unmaskSelectors': {
      title: 'Exceptions au mode de confidentialité',
      help: 'Sélecteurs CSS des parties que « inputs » et « all » ne masquent pas. Un masque l’emporte sur toute exception.',
    },
    'masking.guestSelectors': {
      title: 'Masqué tant qu’un invité est là',
      help: 'Sélecteurs CSS, en plus des autres.',
    },
    'masking.roleSelectors': {
      title: 'Masqué selon le rôle',
      help: 'Rôle → liste de sélecteurs : masqué dès que quelqu’un de ce rôle entre.',
    },
    'masking.urlDetail': {
      title: 'Adresses',
      help: 'Quelle part des adresses est envoyée ; « path » : sans requête ni fragment.',
    },
    'masking.title': {
      title: 'Titre de la page',
      help: 'Si les conseillers voient le titre de la page.',
    },
    'masking.hookTimeout': {
      title: 'Temps pour le code de masquage de la page',
      help: 'Au-delà, toute la page est masquée.',
      unit: 'secondes',
    },
    'capture.canvas': {
      title: 'Images de canevas',
      help: 'Ce qui est dessiné sur des canevas (canvas), et les images qui n’existent que dans le navigateur du visiteur.',
    },
    'capture.pointer': {
      title: 'Pointeur du visiteur',
      help: 'Jamais montré au-dessus de ce qui est masqué.',
    },
    'control.scope': {
      title: 'Où les conseillers peuvent agir',
      help: 'Sur toute la page, ou seulement dans des parties marquées.',
    },
    'control.submit': {
      title: 'Envoi de formulaires',
      help: 'Si la question est posée au visiteur avant qu’un conseiller envoie un formulaire.',
    },
    'control.requestTimeout': {
      title: 'Temps de réponse',
      help: 'Sans réponse, la demande de contrôle est refusée.',
      unit: 'secondes',
    },
    'control.allowedSelectors': {
      title: 'Parties où les conseillers peuvent agir',
      help: 'Sélecteurs CSS, pour la portée « marked ».',
    },
    'control.blockedSelectors': {
      title: 'Parties où les conseillers ne peuvent jamais agir',
      help: 'Sélecteurs CSS.',
    },
    'ui.theme': {
      title: 'Couleurs',
      help: 'Couleur d’accent des boutons ; des mots blancs doivent y rester lisibles.',
    },
    'ui.button': {
      title: 'Bouton de démarrage',
      help: 'Ses mots, et le coin dans lequel il se trouve.',
    },
    'ui.agentNames': {
      title: 'Noms des conseillers',
      help: 'Ce que les visiteurs lisent du nom d’un conseiller ; le reste ne quitte pas le serveur.',
    },
    'ui.defaultLocale': {
      title: 'Langue',
      help: 'Si ni la page ni le navigateur n’en nomment une qui existe.',
    },
    'ui.texts': {
      title: 'Textes à vous',
      help: 'Langue → nom → texte ; ce qui n’est pas donné reste tel que fourni.',
    },
    'ui.customCss': {
      title: 'Styles à vous',
      help: 'Pour les commandes du visiteur seulement ; ni adresses, ni imports.',
    },
    'ui.logoUrl': { title: 'Logo', help: 'Adresse https d’une image.' },
    'ui.customControlBanner': {
      title: 'Bandeau de contrôle à distance à vous',
      help: 'La page l’affiche elle-même.',
    },
    'presence.enabled': {
      title: 'Présence',
      help: 'Les conseillers voient qui est sur vos pages et peuvent inviter.',
    },
    'presence.urlDetail': {
      title: 'Adresses dans la présence',
      help: 'Quelle part des adresses les conseillers voient dans la liste.',
    },
    'presence.agentOrigins': {
      title: 'Sites qui peuvent demander la présence',
      help: 'Origines de votre CRM, pour des appels avec un jeton.',
    },
    'presence.tokenLife': {
      title: 'Durée des jetons de présence',
      help: 'Ensuite, il en faut un nouveau.',
      unit: 'minutes',
    },
    'guests.enabled': {
      title: 'Invités',
      help: 'Les conseillers peuvent faire entrer des personnes sans compte.',
    },
    'guests.max': { title: 'Invités dans une session', help: 'Combien en même temps.' },
    'guests.visitorApproval': {
      title: 'Le visiteur accepte les invités',
      help: 'Par leur nom, avant qu’ils voient quoi que ce soit.',
    },
    'guests.codeLife': {
      title: 'Durée des codes d’entrée',
      help: 'Un invité peut la prolonger.',
      unit: 'secondes',
    },
    'guests.privileges': { title: 'Ce que peuvent faire les invités', help: 'Voir et montrer.' },
    'guests.joinRedirect': { title: 'Page d’invités à vous', help: 'Adresse https.' },
    'guests.endUrl': { title: 'Où vont les invités à la fin', help: 'Adresse https.' },
    'join.waitMax': {
      title: 'Pages en attente',
      help: 'Combien de temps un lien avec wait attend sa session.',
      unit: 'minutes',
    },
    'embed.parentOrigins': {
      title: 'Sites qui peuvent intégrer la vue',
      help: 'Origines de votre CRM.',
    },
    'transport.httpFollow': {
      title: 'Suivre des pages en HTTP simple',
      help: 'Pour les sites qui ne peuvent faire autrement ; l’exploitant doit aussi le permettre.',
    },
    'login.methods': {
      title: 'Façons de se connecter',
      help: 'Qui est dans plusieurs groupes se connecte comme le dit le plus strict.',
    },
    'login.mfa': {
      title: 'Second facteur',
      help: 'S’il faut une application d’authentification ou une clé d’accès.',
    },
    'login.idle': {
      title: 'Connexion inutilisée',
      help: 'Prend fin après ce temps.',
      unit: 'minutes',
    },
    'login.maxSession': {
      title: 'Connexion la plus longue',
      help: 'Ensuite, il faut se reconnecter.',
      unit: 'heures',
    },
    'login.keyMaxLife': {
      title: 'Durée des clés de connexion',
      help: 'Combien de temps au plus la clé de connexion d’un CRM peut valoir.',
      unit: 'heures',
    },
    'login.keySingleUse': {
      title: 'Les clés de connexion servent une fois',
      help: 'À désactiver seulement si votre CRM ne peut créer une nouvelle clé pour chaque lien.',
    },
    'login.jit': {
      title: 'Nouveaux utilisateurs par connexion d’entreprise',
      help: 'Si un inconnu devient membre.',
    },
    'login.jitRole': {
      title: 'Leur rôle',
      help: 'Le rôle des utilisateurs créés par une connexion d’entreprise.',
    },
    'sso.oidc': {
      title: 'OpenID Connect',
      help: 'Émetteur, identifiant de client, nom sur la page de connexion ; « testing » ne laisse entrer personne et inscrit les tentatives au journal d’audit.',
    },
    permissions: {
      title: 'Limite de tous les rôles',
      help: 'Ce qui est désactivé ici l’est dans chaque rôle.',
    },
    'retention.sessions': {
      title: 'Données des sessions',
      help: 'Effacées ce temps après la session.',
      unit: 'jours',
    },
    'retention.contact': {
      title: 'Ce que les visiteurs ont dit d’eux',
      help: 'Nom, e-mail, téléphone et données sont effacés plus tôt.',
      unit: 'jours',
    },
    'retention.audit': {
      title: 'Journal d’audit',
      help: 'Les entrées plus anciennes sont effacées.',
      unit: 'jours',
    },
    'metrics.collect': {
      title: 'Mesures de notre script',
      help: 'Octets, lignes perdues et première vue de chaque session ; pour les pages dont la balise porte data-metrics="on", aussi les temps de notre script. Ni contenu ni adresses.',
    },
  },
}
