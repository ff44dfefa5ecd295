import type { Texts } from '../en/index.ts'
import { names } from './names.ts'
import { integrations, invitation, people } from './people.ts'
import { plural } from './plural.ts'
import { audit, history, reports } from './reports.ts'
import { settings } from './settings.ts'
import { masking, presence, transfer } from './visitors.ts'

/** French. */
export const texts: Texts = {
  product: 'Sidelong',
  names,
  pageTitle: (page) => `${page} · Sidelong`,
  skipToContent: 'Aller au contenu',
  loading: 'Chargement…',
  tryAgain: 'Réessayer',
  more: 'Afficher plus',
  cancel: 'Annuler',
  dismiss: 'Fermer',

  login: {
    title: 'Se connecter',
    lead: 'Aidez vos visiteurs sur la page qu’ils regardent.',
    email: 'E-mail',
    password: 'Mot de passe',
    showPassword: 'Afficher ou masquer le mot de passe',
    submit: 'Se connecter',
    emailMissing: 'Veuillez saisir votre adresse e-mail.',
    passwordMissing: 'Veuillez saisir votre mot de passe.',
    failed: 'La connexion a échoué. Veuillez vérifier votre adresse e-mail et votre mot de passe.',
    wait: (wait) => `Trop de tentatives. Veuillez attendre ${wait} et réessayer.`,
    passkey: 'Se connecter avec une clé d’accès',
    passkeyFailed:
      'Aucune de vos clés d’accès n’a fonctionné. Veuillez réessayer ou utiliser votre mot de passe.',
    codeTitle: 'Encore une étape',
    codeLead:
      'Veuillez saisir le code que montre votre application d’authentification, ou l’un de vos codes de secours.',
    recoveryLead: 'Veuillez utiliser votre clé d’accès ou saisir l’un de vos codes de secours.',
    code: 'Code',
    codeMissing: 'Veuillez saisir un code.',
    codeFailed:
      'Ce code n’est pas le bon. Chacun ne sert qu’une fois et peu de temps ; veuillez essayer le suivant.',
    codeSubmit: 'Continuer',
    codeOver: 'Cela a pris trop de temps. Veuillez recommencer.',
    back: 'Recommencer',
    company: 'Se connecter avec votre entreprise',
    companyGroup: 'Numéro de votre groupe',
    companyWrong: 'Un nombre de neuf chiffres au plus.',
    companySubmit: 'Aller à sa connexion',
    ssoProblem: {
      'sso-failed': 'La connexion auprès de votre entreprise n’a pas fonctionné. Veuillez réessayer.',
      'sso-unavailable': 'Cette connexion d’entreprise n’existe pas ou est injoignable.',
      'sso-unknown':
        'Votre compte d’entreprise n’ouvre aucun compte ici. Connectez-vous autrement et associez-le, ou demandez à votre administrateur.',
      'sso-testing': 'Cette connexion d’entreprise est à l’essai et ne laisse encore entrer personne.',
      'sso-taken': 'Ce compte d’entreprise appartient ici à quelqu’un d’autre.',
    },
    expired: 'Vous avez été déconnecté. Veuillez vous reconnecter pour continuer.',
  },

  header: {
    navigation: 'Pages',
    home: 'Sessions',
    history: 'Historique',
    people: 'Personnes',
    settings: 'Réglages',
    integrations: 'Intégrations',
    reports: 'Rapports',
    audit: 'Journal',
    ownAccount: 'Compte et connexion',
    toDark: 'Passer aux couleurs sombres',
    toLight: 'Passer aux couleurs claires',
    account: (name) => `Compte de ${name}`,
    groups: 'Vos groupes',
    noGroup: 'Vous ne faites encore partie d’aucun groupe.',
    moreGroups: (first, others) => `${first} et ${others} de plus`,
    logOut: 'Se déconnecter',
    logOutFailed: 'La déconnexion a échoué. Veuillez réessayer.',
  },

  join: {
    title: 'Rejoindre une session',
    lead: 'Saisissez le code que le visiteur vous lit.',
    key: 'Clé de session',
    keyExample: '482 917',
    submit: 'Rejoindre',
    keyMissing: 'Veuillez saisir la clé de session.',
    keyMalformed: 'Une clé de session ne contient que des lettres, des chiffres et . _ ~ -, 63 au plus.',
    noSession: 'Aucune session avec cette clé n’est en cours dans vos groupes.',
    noSessionFor: (key) => `Aucune session avec la clé ${key} n’est en cours dans vos groupes.`,
    notAllowed:
      'Votre rôle ne vous permet pas de voir des sessions. Veuillez demander à un administrateur de votre groupe.',
    wait: (wait) => `Trop de tentatives. Veuillez attendre ${wait} et réessayer.`,
    failed: 'La session n’a pas pu être rejointe. Veuillez réessayer.',
    waitTitle: (key) => `En attente de la session ${key}`,
    waitLead: 'La session n’est pas encore là. Vous la rejoindrez automatiquement dès qu’elle commencera.',
    waitSince: (ago) => `En attente depuis ${ago}`,
    waitTrouble: 'Le serveur est injoignable. Nouvel essai…',
    cancel: 'Annuler',
    waitOver: (key, wait) =>
      `Aucune session avec la clé ${key} n’a commencé en ${wait}. Veuillez redemander le code au visiteur.`,
  },

  live: {
    title: 'Sessions en cours',
    count: (count) => plural(count, `${count} session en cours`, `${count} sessions en cours`),
    notPermitted:
      'Votre rôle ne vous montre pas la liste des sessions en cours. Rejoignez-les avec la clé que le visiteur vous lit.',
    stale: 'Cette liste n’est peut-être pas à jour. Nouvel essai…',
    partial: 'Il y a plus de sessions en cours qu’affiché ici. Rejoignez les autres avec leur clé.',
    join: 'Rejoindre',
    joinLabel: (key) => `Rejoindre la session ${key}`,
    statedByVisitor: 'selon le visiteur',
    unnamedVisitor: 'Aucun nom indiqué',
    started: (ago) => `Commencée il y a ${ago}`,
    startedNow: 'Vient de commencer',
    noAgent: 'Pas encore de conseiller',
    emptyTitle: 'Aucune session n’est en cours',
    emptyLead: 'Les nouvelles sessions apparaissent ici d’elles-mêmes. Voici comment l’une commence :',
    emptySteps: [
      'Le visiteur appuie sur le bouton de co-navigation de votre site et accepte.',
      'La page du visiteur affiche un code, et le visiteur vous le lit.',
      'Vous saisissez le code ci-dessus et voyez ce que voit le visiteur, sauf ce qui est masqué.',
    ],
  },

  presence,
  transfer,

  history,
  reports,
  audit,

  account: {
    title: 'Compte et connexion',
    lead: (email) => `Vous êtes connecté en tant que ${email}.`,
    limited:
      'Votre groupe demande un second facteur. Veuillez en configurer un : une application d’authentification ou une clé d’accès. Vous pourrez ensuite continuer.',

    goOn: 'Continuer',

    app: {
      title: 'Second facteur : application d’authentification',
      lead: 'Avec une application sur votre téléphone, un mot de passe seul ne laisse entrer personne.',
      isOn: 'Votre connexion demande un code de votre application.',
      isOff: 'Aucune application n’est configurée.',
      setUp: 'Configurer une application',
      remove: 'Retirer l’application',
      renewCodes: 'Nouveaux codes de secours',
      codesLeft: (count) =>
        plural(count, `Il reste ${count} code de secours.`, `Il reste ${count} codes de secours.`),
      scan: 'Scannez ceci avec une application d’authentification :',
      picture: 'Code QR avec le secret pour votre application d’authentification',
      type: 'Ou saisissez ceci dans l’application :',
      firstCode: 'Code affiché par l’application',
      finish: 'Terminer',
    },

    codes: {
      title: 'Codes de secours',
      lead: 'Gardez-les en lieu sûr : ils ne sont affichés que maintenant. Chacun vous laisse entrer une fois, au lieu d’un code ou d’une clé d’accès.',
      copy: 'Copier',
      done: 'Je les ai gardés',
    },

    passkeys: {
      title: 'Clés d’accès',
      lead: 'Connectez-vous avec votre doigt, votre visage ou un code PIN au lieu d’un mot de passe. Une clé d’accès ne fonctionne que sur ce site : personne ne peut donc vous l’extorquer.',
      name: 'Nom de la nouvelle clé d’accès',
      nameExample: 'Portable du bureau',
      unnamed: 'Clé d’accès',
      add: 'Ajouter une clé d’accès',
      remove: 'Retirer',
      removeLabel: (name) => `Retirer la clé d’accès ${name}`,
      made: 'créée',
      used: 'dernière utilisation',
      unsupported: 'Ce navigateur ne connaît pas les clés d’accès.',
    },

    company: {
      title: 'Compte d’entreprise',
      lead: 'Connectez-vous avec le compte que votre entreprise vous a donné.',
      link: (name) => `Associer votre compte ${name}`,
      unlink: 'Dissocier',
      unlinkLabel: (label) => `Dissocier ${label}`,
    },

    proof: {
      title: 'Veuillez confirmer que c’est bien vous',
      lead: 'Ce changement décide qui entre dans votre compte.',
      again: 'Veuillez vous reconnecter, puis refaire ce changement dans les dix minutes.',
      company: (name) => `Se reconnecter avec ${name}`,
      password: 'Votre mot de passe',
      code: 'Code de votre application d’authentification',
      passkey: 'Utiliser une clé d’accès',
      notUsed: 'Aucune clé d’accès n’a été utilisée. Veuillez réessayer.',
      usedHere: 'Cet appareil a déjà l’une de vos clés d’accès.',
      submit: 'Confirmer',
      cancel: 'Annuler',
      failed: 'Ce n’était pas correct. Veuillez réessayer.',
    },

    password: {
      title: 'Mot de passe',
      lead: 'Huit caractères ou plus. Quiconque est connecté ailleurs avec l’ancien est déconnecté.',
      current: 'Mot de passe actuel',
      next: 'Nouveau mot de passe',
      again: 'Nouveau mot de passe, encore une fois',
      submit: 'Changer le mot de passe',
      currentMissing: 'Veuillez saisir votre mot de passe actuel.',
      tooShort: 'Veuillez utiliser huit caractères ou plus.',
      differs: 'Les deux ne sont pas identiques.',
      done: 'Votre mot de passe est changé. Toutes vos autres connexions sont terminées.',
    },

    logins: {
      title: 'Où vous êtes connecté',
      lead: 'Terminer une connexion ferme aussi toutes vos vues de page ouvertes ; vous pouvez rejoindre à nouveau celles de ce navigateur.',
      own: 'ce navigateur',
      from: (address, method) => `${address}, par ${method}`,
      since: 'depuis',
      seen: 'dernière utilisation',
      end: 'Terminer',
      endLabel: (browser, address) => `Terminer la connexion de ${browser} depuis ${address}`,
      endOthers: 'Terminer toutes les autres',
      method: {
        password: 'mot de passe',
        'password+totp': 'mot de passe et application',
        'password+recovery': 'mot de passe et code de secours',
        passkey: 'clé d’accès',
        oidc: 'compte d’entreprise',
        'oidc+totp': 'compte d’entreprise et application',
        'oidc+recovery': 'compte d’entreprise et code de secours',
      },
    },
  },

  people,
  integrations,
  invitation,

  language: {
    title: 'Langue',
    lead: 'De la console et de la vue de page, où que vous vous connectiez.',
    automatic: 'Celle du navigateur',
  },

  groupPages: {
    group: 'Groupe',
    notPermitted: 'Votre rôle ne vous montre cette page dans aucun de vos groupes.',
  },

  masking,
  settings,

  notFound: {
    title: 'Cette page n’existe pas',
    lead: 'L’adresse est peut-être mal écrite, ou la page a été déplacée.',
    home: 'Aller aux sessions',
  },

  crash: {
    title: 'Cette page a échoué',
    lead: 'Un problème est survenu dans la console. Les sessions en cours ne sont pas touchées.',
    reload: 'Recharger',
  },

  site: { production: 'Production', staging: 'Préproduction' },

  status: {
    J: 'En préparation',
    W: 'En attente d’un conseiller',
    A: 'Active',
    C: 'Terminée',
    X: 'Déconnectée',
    Q: 'Annulée',
    T: 'Expirée',
  },

  endReason: {
    'visitor-cancelled': 'Le visiteur a changé d’avis',
    'visitor-lost': 'La connexion du visiteur a été perdue',
    'setup-failed': 'La page du visiteur n’a pas pu être préparée',
    'wait-expired': 'Aucun conseiller n’est venu à temps',
    'visitor-ended': 'Le visiteur y a mis fin',
    'agent-ended': 'Un conseiller y a mis fin',
    'admin-ended': 'Un administrateur y a mis fin',
    'agents-left': 'Tous les conseillers sont partis',
    idle: 'Personne n’a rien fait pendant un moment',
    'max-duration': 'Elle a atteint la durée maximale',
    'agent-lost': 'La connexion des conseillers a été perdue',
    'server-lost': 'Le serveur de sessions a été perdu',
    'script-error': 'Le script du visiteur a échoué',
    replaced: 'Le visiteur a commencé une nouvelle session',
    'group-suspended': 'Le groupe a été suspendu',
  },

  errors: {
    'no-session': 'Aucune session avec cette clé n’est en cours dans vos groupes.',
    'window-closed': 'La page qui a ouvert cette fenêtre l’a fermée. Plus rien n’est attendu ici.',
    'session-expired': 'Cette session est terminée.',
    'join-refused': 'Ce lien n’est plus valable. Veuillez rejoindre la session à nouveau d’ici.',
    'not-permitted': 'Votre rôle ne le permet pas.',
    'visitor-not-present': 'Le visiteur n’est plus là.',
    'group-not-allowed': 'La page du visiteur n’autorise pas les sessions de ce groupe.',
    'already-in-session': 'Le visiteur est dans une session, ou on lui en propose une.',
    'key-in-use': 'Une autre session est en cours avec cet identifiant de visiteur.',
    'key-not-allowed':
      'Les réglages du groupe n’admettent pas les identifiants de visiteur comme clés de session.',
    'not-found': 'Il n’y a rien ici (ou plus rien).',
    'bad-key': 'Une clé de session ne contient que des lettres, des chiffres et . _ ~ -, 63 au plus.',
    'bad-params': 'Le serveur n’a pas accepté cette demande.',
    'version-conflict': 'Quelqu’un a modifié ceci entre-temps. Veuillez recharger.',
    'group-suspended': 'Le groupe est suspendu.',
    'rate-limited': 'Trop de demandes. Veuillez patienter un instant.',
    'quota-exceeded': 'Le nombre maximal de conseillers est atteint dans cette session.',
    'no-server': 'Aucun serveur de sessions n’a de place pour le moment. Veuillez réessayer dans un instant.',
    'server-lost': 'Le serveur de sessions a été perdu. Veuillez réessayer dans un instant.',
    'not-logged-in': 'Veuillez vous connecter.',
    'login-refused': 'La connexion a échoué.',
    'code-refused': 'Ce n’était pas correct, ou ce n’est plus valable.',
    'confirm-first': 'Veuillez d’abord confirmer que c’est bien vous.',
    network: 'Le serveur est injoignable. Veuillez vérifier votre connexion.',
    internal: 'Un problème est survenu de notre côté. Veuillez réessayer.',
  },

  duration: {
    lessThanMinute: 'moins d’une minute',
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => plural(count, `${count} jour`, `${count} jours`),
  },
}
