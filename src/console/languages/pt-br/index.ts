import type { Texts } from '../en/index.ts'
import { names } from './names.ts'
import { integrations, invitation, people } from './people.ts'
import { plural } from './plural.ts'
import { audit, history, reports } from './reports.ts'
import { settings } from './settings.ts'
import { masking, presence, transfer } from './visitors.ts'

/** Portuguese, as in Brazil. */
export const texts: Texts = {
  product: 'Sidelong',
  names,
  pageTitle: (page) => `${page} · Sidelong`,
  skipToContent: 'Ir para o conteúdo',
  loading: 'Carregando…',
  tryAgain: 'Tentar novamente',
  more: 'Mostrar mais',
  cancel: 'Cancelar',
  dismiss: 'Fechar',

  login: {
    title: 'Entrar',
    lead: 'Ajude seus visitantes na página que estão vendo.',
    email: 'E-mail',
    password: 'Senha',
    showPassword: 'Mostrar ou ocultar a senha',
    submit: 'Entrar',
    emailMissing: 'Informe seu endereço de e-mail.',
    passwordMissing: 'Informe sua senha.',
    failed: 'Não foi possível entrar. Confira seu endereço de e-mail e sua senha.',
    wait: (wait) => `Muitas tentativas. Aguarde ${wait} e tente novamente.`,
    passkey: 'Entrar com uma chave de acesso',
    passkeyFailed: 'Nenhuma chave de acesso sua funcionou. Tente novamente ou use sua senha.',
    codeTitle: 'Mais um passo',
    codeLead:
      'Informe o código que seu aplicativo autenticador mostra, ou um dos seus códigos de recuperação.',
    recoveryLead: 'Use sua chave de acesso ou informe um dos seus códigos de recuperação.',
    code: 'Código',
    codeMissing: 'Informe um código.',
    codeFailed: 'Este código não está certo. Cada um vale uma vez e por pouco tempo; tente o próximo.',
    codeSubmit: 'Continuar',
    codeOver: 'Demorou demais. Comece de novo.',
    back: 'Começar de novo',
    company: 'Entrar com sua empresa',
    companyGroup: 'Número do seu grupo',
    companyWrong: 'Um número de até nove dígitos.',
    companySubmit: 'Ir para o acesso da empresa',
    ssoProblem: {
      'sso-failed': 'O acesso pela sua empresa não funcionou. Tente novamente.',
      'sso-unavailable': 'Este acesso de empresa não existe ou não está disponível.',
      'sso-unknown':
        'Sua conta da empresa não abre nenhuma conta aqui. Entre de outra forma e vincule-a, ou fale com seu administrador.',
      'sso-testing': 'Este acesso de empresa está em teste e ainda não deixa ninguém entrar.',
      'sso-taken': 'Esta conta da empresa pertence a outra pessoa aqui.',
    },
    expired: 'Sua sessão de acesso terminou. Entre novamente para continuar.',
  },

  header: {
    navigation: 'Páginas',
    home: 'Sessões',
    history: 'Histórico',
    people: 'Pessoas',
    settings: 'Configurações',
    integrations: 'Integrações',
    reports: 'Relatórios',
    audit: 'Auditoria',
    ownAccount: 'Conta e acesso',
    toDark: 'Mudar para cores escuras',
    toLight: 'Mudar para cores claras',
    account: (name) => `Conta de ${name}`,
    groups: 'Seus grupos',
    noGroup: 'Você ainda não pertence a nenhum grupo.',
    moreGroups: (first, others) => `${first} e mais ${others}`,
    logOut: 'Sair',
    logOutFailed: 'Não foi possível sair. Tente novamente.',
  },

  join: {
    title: 'Entrar em uma sessão',
    lead: 'Digite o código que o visitante lê para você.',
    key: 'Chave da sessão',
    keyExample: '482 917',
    submit: 'Entrar',
    keyMissing: 'Informe a chave da sessão.',
    keyMalformed: 'Uma chave de sessão tem apenas letras, dígitos e . _ ~ -, no máximo 63.',
    noSession: 'Nenhuma sessão com esta chave está em andamento nos seus grupos.',
    noSessionFor: (key) => `Nenhuma sessão com a chave ${key} está em andamento nos seus grupos.`,
    notAllowed: 'Sua função não permite ver sessões. Fale com um administrador do seu grupo.',
    wait: (wait) => `Muitas tentativas. Aguarde ${wait} e tente novamente.`,
    failed: 'Não foi possível entrar na sessão. Tente novamente.',
    waitTitle: (key) => `Aguardando a sessão ${key}`,
    waitLead: 'A sessão ainda não existe. Você entrará nela automaticamente assim que começar.',
    waitSince: (ago) => `Aguardando há ${ago}`,
    waitTrouble: 'O servidor não está acessível. Tentando novamente…',
    cancel: 'Cancelar',
    waitOver: (key, wait) =>
      `Nenhuma sessão com a chave ${key} começou em ${wait}. Peça o código ao visitante novamente.`,
  },

  live: {
    title: 'Sessões em andamento',
    count: (count) => plural(count, `${count} sessão em andamento`, `${count} sessões em andamento`),
    notPermitted:
      'Sua função não mostra a lista de sessões em andamento. Entre com a chave que o visitante lê para você.',
    stale: 'Esta lista pode estar desatualizada. Tentando novamente…',
    partial: 'Há mais sessões em andamento do que as mostradas aqui. Entre nelas com a chave.',
    join: 'Entrar',
    joinLabel: (key) => `Entrar na sessão ${key}`,
    statedByVisitor: 'segundo o visitante',
    unnamedVisitor: 'Nenhum nome informado',
    started: (ago) => `Começou há ${ago}`,
    startedNow: 'Acabou de começar',
    noAgent: 'Ainda sem atendente',
    emptyTitle: 'Nenhuma sessão em andamento agora',
    emptyLead: 'Novas sessões aparecem aqui sozinhas. É assim que uma começa:',
    emptySteps: [
      'O visitante aperta o botão de navegação conjunta no seu site e aceita.',
      'A página do visitante mostra um código, e o visitante o lê para você.',
      'Você digita o código acima e vê o que o visitante vê, exceto o que está oculto.',
    ],
  },

  presence,
  transfer,

  history,
  reports,
  audit,

  account: {
    title: 'Conta e acesso',
    lead: (email) => `Você entrou como ${email}.`,
    limited:
      'Seu grupo exige um segundo fator. Configure um: um aplicativo autenticador ou uma chave de acesso. Depois você poderá continuar.',

    goOn: 'Continuar',

    app: {
      title: 'Segundo fator: aplicativo autenticador',
      lead: 'Com um aplicativo no seu telefone, só a senha não deixa ninguém entrar.',
      isOn: 'Seu acesso pede um código do seu aplicativo.',
      isOff: 'Nenhum aplicativo está configurado.',
      setUp: 'Configurar um aplicativo',
      remove: 'Remover o aplicativo',
      renewCodes: 'Novos códigos de recuperação',
      codesLeft: (count) =>
        plural(count, `Resta ${count} código de recuperação.`, `Restam ${count} códigos de recuperação.`),
      scan: 'Escaneie isto com um aplicativo autenticador:',
      picture: 'Código QR com o segredo para seu aplicativo autenticador',
      type: 'Ou digite isto no aplicativo:',
      firstCode: 'Código que o aplicativo mostra',
      finish: 'Concluir',
    },

    codes: {
      title: 'Códigos de recuperação',
      lead: 'Guarde-os em um lugar seguro: são mostrados só agora. Cada um deixa você entrar uma vez no lugar de um código ou de uma chave de acesso.',
      copy: 'Copiar',
      done: 'Já os guardei',
    },

    passkeys: {
      title: 'Chaves de acesso',
      lead: 'Entre com o dedo, o rosto ou um PIN em vez de uma senha. Uma chave de acesso só funciona neste site, então ninguém pode enganar você para entregá-la.',
      name: 'Nome da nova chave de acesso',
      nameExample: 'Notebook do escritório',
      unnamed: 'Chave de acesso',
      add: 'Adicionar uma chave de acesso',
      remove: 'Remover',
      removeLabel: (name) => `Remover a chave de acesso ${name}`,
      made: 'criada',
      used: 'último uso',
      unsupported: 'Este navegador não conhece chaves de acesso.',
    },

    company: {
      title: 'Conta da empresa',
      lead: 'Entre com a conta que sua empresa deu a você.',
      link: (name) => `Vincular sua conta de ${name}`,
      unlink: 'Desvincular',
      unlinkLabel: (label) => `Desvincular ${label}`,
    },

    proof: {
      title: 'Confirme que é você',
      lead: 'Esta alteração decide quem entra na sua conta.',
      again: 'Entre novamente e repita esta alteração em até dez minutos.',
      company: (name) => `Entrar novamente com ${name}`,
      password: 'Sua senha',
      code: 'Código do seu aplicativo autenticador',
      passkey: 'Usar uma chave de acesso',
      notUsed: 'Nenhuma chave de acesso foi usada. Tente novamente.',
      usedHere: 'Este dispositivo já tem uma chave de acesso sua.',
      submit: 'Confirmar',
      cancel: 'Cancelar',
      failed: 'Não estava certo. Tente novamente.',
    },

    password: {
      title: 'Senha',
      lead: 'Oito caracteres ou mais. Quem entrou em outro lugar com a antiga é desconectado.',
      current: 'Senha atual',
      next: 'Nova senha',
      again: 'Nova senha outra vez',
      submit: 'Alterar a senha',
      currentMissing: 'Informe sua senha atual.',
      tooShort: 'Use oito caracteres ou mais.',
      differs: 'As duas não são iguais.',
      done: 'Sua senha foi alterada. Todos os seus outros acessos terminaram.',
    },

    logins: {
      title: 'Onde você está conectado',
      lead: 'Encerrar um acesso também fecha todas as visualizações de página que você tem abertas; nas deste navegador você pode entrar de novo.',
      own: 'este navegador',
      from: (address, method) => `${address}, com ${method}`,
      since: 'desde',
      seen: 'último uso',
      end: 'Encerrar',
      endLabel: (browser, address) => `Encerrar o acesso de ${browser} a partir de ${address}`,
      endOthers: 'Encerrar todos os outros',
      method: {
        password: 'senha',
        'password+totp': 'senha e aplicativo',
        'password+recovery': 'senha e código de recuperação',
        passkey: 'chave de acesso',
        oidc: 'conta da empresa',
        'oidc+totp': 'conta da empresa e aplicativo',
        'oidc+recovery': 'conta da empresa e código de recuperação',
      },
    },
  },

  people,
  integrations,
  invitation,

  language: {
    title: 'Idioma',
    lead: 'Do console e da visualização da página, onde quer que você entre.',
    automatic: 'O do navegador',
  },

  groupPages: {
    group: 'Grupo',
    notPermitted: 'Sua função não mostra esta página em nenhum dos seus grupos.',
  },

  masking,
  settings,

  notFound: {
    title: 'Esta página não existe',
    lead: 'O endereço pode estar escrito errado, ou a página foi movida.',
    home: 'Ir para as sessões',
  },

  crash: {
    title: 'Esta página falhou',
    lead: 'Algo deu errado no console. As sessões em andamento não são afetadas.',
    reload: 'Carregar novamente',
  },

  site: { production: 'Produção', staging: 'Homologação' },

  status: {
    J: 'Preparando',
    W: 'Aguardando um atendente',
    A: 'Ativa',
    C: 'Concluída',
    X: 'Desconectada',
    Q: 'Cancelada',
    T: 'Expirada',
  },

  endReason: {
    'visitor-cancelled': 'O visitante mudou de ideia',
    'visitor-lost': 'A conexão do visitante foi perdida',
    'setup-failed': 'Não foi possível preparar a página do visitante',
    'wait-expired': 'Nenhum atendente veio a tempo',
    'visitor-ended': 'O visitante encerrou',
    'agent-ended': 'Um atendente encerrou',
    'admin-ended': 'Um administrador encerrou',
    'agents-left': 'Todos os atendentes saíram',
    idle: 'Ninguém fez nada por um tempo',
    'max-duration': 'Chegou à duração máxima',
    'agent-lost': 'A conexão dos atendentes foi perdida',
    'server-lost': 'O servidor de sessões foi perdido',
    'script-error': 'O script do visitante falhou',
    replaced: 'O visitante começou uma nova sessão',
    'group-suspended': 'O grupo foi suspenso',
  },

  errors: {
    'no-session': 'Nenhuma sessão com esta chave está em andamento nos seus grupos.',
    'window-closed': 'A página que abriu esta janela a fechou. Aqui não se espera mais nada.',
    'session-expired': 'Esta sessão terminou.',
    'join-refused': 'Este link não é mais válido. Entre novamente por aqui.',
    'not-permitted': 'Sua função não permite isso.',
    'visitor-not-present': 'O visitante não está mais presente.',
    'group-not-allowed': 'A página do visitante não permite sessões deste grupo.',
    'already-in-session': 'O visitante está em uma sessão, ou está sendo perguntado sobre uma.',
    'key-in-use': 'Outra sessão está em andamento com este id de visitante.',
    'key-not-allowed': 'As configurações do grupo não aceitam ids de visitante como chaves de sessão.',
    'not-found': 'Não há nada aqui (ou não há mais).',
    'bad-key': 'Uma chave de sessão tem apenas letras, dígitos e . _ ~ -, no máximo 63.',
    'bad-params': 'O servidor não aceitou esta solicitação.',
    'version-conflict': 'Alguém alterou isto nesse meio-tempo. Carregue novamente.',
    'group-suspended': 'O grupo está suspenso.',
    'rate-limited': 'Muitas solicitações. Aguarde um momento.',
    'quota-exceeded': 'Já há tantos atendentes quanto permitido nesta sessão.',
    'no-server': 'Nenhum servidor de sessões tem lugar agora. Tente novamente em instantes.',
    'server-lost': 'O servidor de sessões foi perdido. Tente novamente em instantes.',
    'not-logged-in': 'Entre na sua conta.',
    'login-refused': 'Não foi possível entrar.',
    'code-refused': 'Não estava certo ou não é mais válido.',
    'confirm-first': 'Confirme primeiro que é você.',
    network: 'O servidor não está acessível. Verifique sua conexão.',
    internal: 'Algo deu errado do nosso lado. Tente novamente.',
  },

  duration: {
    lessThanMinute: 'menos de um minuto',
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => plural(count, `${count} dia`, `${count} dias`),
  },
}
