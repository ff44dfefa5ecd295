import type { Texts } from '../en/index.ts'
import { plural } from './plural.ts'

export const settings: Texts['settings'] = {
  title: 'Configurações',
  lead: 'Teste as alterações em homologação e depois publique. Elas têm efeito quando os visitantes carregam a próxima página.',
  views: 'Partes das configurações',
  staging: 'Homologação',
  group: 'Grupo inteiro',
  publish: 'Publicar',
  versions: 'Versões',
  embed: 'Incorporação',
  file: 'Exportar e importar',

  edit: {
    stagingLead:
      'O que as páginas com data-site="staging" usam. A produção fica como está até você publicar.',
    groupLead: 'Valores comuns à homologação e à produção. Têm efeito assim que você os salva.',
    find: 'Buscar uma configuração',
    none: 'Nenhuma configuração contém estas palavras.',
    isDefault: 'padrão',
    reset: 'Usar o padrão',
    resetLabel: (title) => `Usar o padrão para ${title}`,
    defaultIs: (value) => `Padrão: ${value}`,
    noValue: 'nenhum',
    onePerLine: 'Um por linha.',
    badSelector: (line, selector) => `Linha ${line}: ${selector} não é um seletor CSS.`,
    badJson: 'Isto não é JSON. Confira aspas, vírgulas e colchetes.',
    range: (min, max) => `De ${min} a ${max}`,
    changed: (count) => plural(count, `${count} alteração não salva`, `${count} alterações não salvas`),
    save: 'Salvar',
    discard: 'Descartar',
    saved: 'Salvo.',
    refused: 'Alguns valores foram recusados; estão marcados abaixo.',
    json: 'Como JSON',
    seenHosts: 'Hosts vistos nas sessões, segundo os navegadores dos agentes',
    asked: 'Sessões que o pediram',
    blocked: 'Sessões que não puderam',
    allow: 'Permitir',
    allowLabel: (host: string) => `Permitir ${host}`,
  },

  difference: {
    title: 'Homologação e produção',
    lead: 'O que mudaria para seus visitantes. Escolha todas as seções, ou algumas.',
    same: 'A produção é igual à homologação. Não há nada a publicar.',
    setting: 'Configuração',
    before: 'Produção agora',
    after: 'Após publicar',
    loosens: 'mostra ou permite mais',
    loosensLead:
      'Algumas destas alterações ocultam menos ou permitem mais do que antes. Será pedido que você confirme que é você.',
    publishAll: 'Publicar tudo',
    publishSome: (count) => plural(count, `Publicar ${count} seção`, `Publicar ${count} seções`),
    done: (version) => `Publicado como versão ${version}.`,
    section: (name) => `Publicar a seção ${name}`,
    notPermitted: 'Sua função não permite publicar.',
  },

  history: {
    title: 'Versões da produção',
    lead: 'Cada uma é mantida como era. Reverter publica de novo uma versão anterior, como nova.',
    none: 'Nada foi publicado ainda.',
    version: (version) => `Versão ${version}`,
    by: (author) => `por ${author}`,
    current: 'em uso',
    rollBack: 'Reverter',
    rollBackLabel: (version) => `Reverter para a versão ${version}`,
    rollBackQuestion: (version) => `Publicar a versão ${version} novamente?`,
    changes: (count) => plural(count, `${count} alteração`, `${count} alterações`),
  },

  code: {
    title: 'Código para suas páginas',
    lead: 'Coloque isto no cabeçalho de cada página em que os visitantes possam receber ajuda.',
    site: 'Ambiente',
    variant: 'Forma',
    script: 'elemento script',
    meta: 'elemento meta, para um carregador que você mesmo fornece',
    button: 'Mostrar o botão de início',
    presence: 'Informar visitantes presentes (presença)',
    visitorId: 'Id de visitante, se sua página conhece um',
    additional: 'Outros grupos, separados por vírgulas',
    cookieDomain: 'Domínio superior, se as sessões passam por subdomínios',
    copy: 'Copiar',
    copied: 'Copiado',
    csp: 'Content Security Policy',
    cspLead: 'Se suas páginas enviam uma política, adicione estas fontes às diretivas dela:',
    noOrigins: 'Nenhuma página pode ter sessões ainda: site.origins está vazio para este ambiente.',
    origins: 'Páginas que podem ter sessões:',
  },

  exchange: {
    title: 'Todas as configurações em um arquivo',
    lead: 'Como cópia, ou para levar as configurações a outro grupo.',
    download: 'Baixar o arquivo',
    csv: 'Seletores de máscaras da homologação em CSV',
    csvProduction: 'Seletores de máscaras da produção em CSV',
    choose: 'Importar um arquivo',
    chooseLead:
      'Leva os valores do arquivo para a homologação e o grupo inteiro. A produção acompanha quando você publicar.',
    import: 'Importar',
    done: (staging) => `Importado; a homologação está agora na versão ${staging}.`,
    notJson: 'Este arquivo não foi exportado aqui.',
  },

  sections: {
    site: 'Páginas e origens',
    assets: 'Imagens, estilos e fontes',
    keys: 'Chaves de sessão',
    session: 'Sessões',
    consent: 'Consentimento',
    masking: 'Máscaras',
    capture: 'O que é mostrado',
    control: 'Controle remoto',
    ui: 'Controles do visitante',
    presence: 'Presença',
    guests: 'Convidados',
    join: 'Entrada',
    embed: 'Incorporar a visualização',
    transport: 'Transporte',
    login: 'Acesso',
    sso: 'Acesso da empresa',
    permissions: 'Permissões',
    video: 'Vídeo',
    screen: 'Compartilhamento de tela',
    documents: 'Documentos',
    retention: 'Por quanto tempo os dados ficam',
    metrics: 'Medições',
  },

  settings: {
    'site.origins': {
      title: 'Páginas que podem ter sessões',
      help: 'Origens: https://www.example.com, ou https://*.example.com para todos os subdomínios. Uma lista vazia não permite nada.',
    },
    'site.trustedDomains': {
      title: 'Domínios confiáveis',
      help: 'Outros domínios aos quais uma sessão pode seguir, e quadros que podem participar: uma lista de {"origin", "transport": "fragment" | "query" | "bridge", "bridgeUrl"}. Os dois lados têm de estar listados.',
    },
    'site.chatOrigins': {
      title: 'Janelas de chat',
      help: 'Origens cujas janelas podem iniciar uma sessão por uma mensagem. O visitante é perguntado mesmo assim.',
    },
    'assets.policy': {
      title: 'Hosts de imagens e estilos',
      help: 'De quais hosts o navegador do atendente pode carregar o que pertence à página: de qualquer um com https, ou dos listados.',
    },
    'assets.hosts': {
      title: 'Hosts listados',
      help: 'Nomes de host para “listed”; *.example.com abrange os subdomínios.',
    },
    'keys.randomLength': {
      title: 'Tamanho dos códigos',
      help: 'Dígitos do código que os visitantes leem.',
      unit: 'dígitos',
    },
    'keys.cooldown': {
      title: 'Pausa dos códigos',
      help: 'Por quanto tempo um código não é dado de novo.',
      unit: 'minutos',
    },
    'keys.callerGiven': {
      title: 'Chaves escolhidas pela página',
      help: 'Se as páginas podem escolher elas mesmas a chave de uma sessão.',
    },
    'session.waitExpiry': {
      title: 'Espera por um atendente',
      help: 'Uma sessão em que nenhum atendente entra termina após este tempo.',
      unit: 'minutos',
    },
    'session.setupTimeout': {
      title: 'Tempo de preparação',
      help: 'Quanto a primeira página pode demorar a chegar.',
      unit: 'segundos',
    },
    'session.visitorGrace': {
      title: 'Visitante ausente',
      help: 'Por quanto tempo um visitante pode ficar ausente antes que a sessão termine.',
      unit: 'segundos',
    },
    'session.agentGrace': {
      title: 'Atendentes ausentes',
      help: 'Por quanto tempo uma sessão continua sem atendentes.',
      unit: 'segundos',
    },
    'session.idleLimit': {
      title: 'Ninguém faz nada',
      help: 'Encerra uma sessão em que nada acontece; 0: nunca.',
      unit: 'minutos',
    },
    'session.maxDuration': {
      title: 'Sessão mais longa',
      help: 'Dois minutos antes, os dois lados são avisados.',
      unit: 'minutos',
    },
    'session.maxAgents': {
      title: 'Atendentes em uma sessão',
      help: 'Quantos atendentes podem estar em uma sessão ao mesmo tempo.',
    },
    'session.maxConcurrent': {
      title: 'Sessões simultâneas',
      help: 'Quantas sessões em andamento o grupo pode ter.',
    },
    'consent.mode': {
      title: 'Quando o visitante é perguntado',
      help: '“page”: o código da página já perguntou quando chama start(). “never” é para quiosques.',
    },
    'consent.termsUrl': {
      title: 'Termos',
      help: 'Endereço dos termos aos quais a pergunta leva.',
    },
    'consent.extraTermsUrl': {
      title: 'Mais termos',
      help: 'Um segundo link; mostrado se o texto dele (ui.texts, “extra”) também estiver definido.',
    },
    'consent.agentApproval': {
      title: 'Aprovar atendentes',
      help: 'Se o visitante aceita o primeiro atendente, ou cada um, pelo nome.',
    },
    'consent.handover': {
      title: 'Ida a outro domínio',
      help: 'Se o visitante confirma uma vez para cada domínio.',
    },
    'masking.mode': {
      title: 'Modo de privacidade',
      help: '“listed”: os elementos marcados e listados ficam ocultos. “inputs”: também todos os campos de formulário. “all”: também cada palavra e imagem.',
    },
    'masking.selectors': {
      title: 'Elementos ocultos',
      help: 'Seletores CSS. O que eles indicam fica oculto com tudo o que contém; nada disso sai do navegador do visitante.',
    },
    'masking.unmaskSelectors': {
      title: 'Exceções ao modo de privacidade',
      help: 'Seletores CSS de partes que “inputs” e “all” não ocultam. Uma máscara prevalece sobre toda exceção.',
    },
    'masking.guestSelectors': {
      title: 'Oculto enquanto há um convidado',
      help: 'Seletores CSS, além dos outros.',
    },
    'masking.roleSelectors': {
      title: 'Oculto por função',
      help: 'Função → lista de seletores: oculto assim que alguém desta função entra.',
    },
    'masking.urlDetail': {
      title: 'Endereços',
      help: 'Quanto dos endereços é enviado; “path”: sem query nem fragmento.',
    },
    'masking.title': {
      title: 'Título da página',
      help: 'Se os atendentes veem o título da página.',
    },
    'masking.hookTimeout': {
      title: 'Tempo para o código de máscaras da página',
      help: 'Depois disso, a página inteira fica oculta.',
      unit: 'segundos',
    },
    'capture.canvas': {
      title: 'Imagens de canvas',
      help: 'O que é desenhado em canvas, e imagens que existem só no navegador do visitante.',
    },
    'capture.pointer': {
      title: 'Ponteiro do visitante',
      help: 'Nunca mostrado sobre algo oculto.',
    },
    'control.scope': {
      title: 'Onde os atendentes podem agir',
      help: 'Na página inteira, ou só em partes marcadas.',
    },
    'control.submit': {
      title: 'Envio de formulários',
      help: 'Se o visitante é perguntado antes que um atendente envie um formulário.',
    },
    'control.requestTimeout': {
      title: 'Tempo para responder',
      help: 'Sem resposta, o pedido de controle é recusado.',
      unit: 'segundos',
    },
    'control.allowedSelectors': {
      title: 'Partes em que os atendentes podem agir',
      help: 'Seletores CSS, para o escopo “marked”.',
    },
    'control.blockedSelectors': {
      title: 'Partes em que os atendentes nunca podem agir',
      help: 'Seletores CSS.',
    },
    'ui.theme': {
      title: 'Cores',
      help: 'Cor de destaque dos botões; palavras brancas sobre ela têm de ser legíveis.',
    },
    'ui.button': { title: 'Botão de início', help: 'Suas palavras e o canto em que fica.' },
    'ui.agentNames': {
      title: 'Nomes dos atendentes',
      help: 'O que os visitantes leem do nome de um atendente; o resto não sai do servidor.',
    },
    'ui.defaultLocale': {
      title: 'Idioma',
      help: 'Se nem a página nem o navegador indicam um que exista.',
    },
    'ui.texts': {
      title: 'Textos próprios',
      help: 'Idioma → nome → texto; o que não é dado continua como incluído.',
    },
    'ui.customCss': {
      title: 'Estilos próprios',
      help: 'Só para os controles do visitante; sem endereços, sem importações.',
    },
    'ui.logoUrl': { title: 'Logotipo', help: 'Endereço https de uma imagem.' },
    'ui.customControlBanner': {
      title: 'Aviso próprio de controle remoto',
      help: 'A própria página o mostra.',
    },
    'presence.enabled': {
      title: 'Presença',
      help: 'Os atendentes veem quem está nas suas páginas e podem convidar.',
    },
    'presence.urlDetail': {
      title: 'Endereços na presença',
      help: 'Quanto dos endereços os atendentes veem na lista.',
    },
    'presence.agentOrigins': {
      title: 'Sites que podem consultar a presença',
      help: 'Origens do seu CRM, para chamadas com um token.',
    },
    'presence.tokenLife': {
      title: 'Vida dos tokens de presença',
      help: 'Depois é preciso um novo.',
      unit: 'minutos',
    },
    'guests.enabled': {
      title: 'Convidados',
      help: 'Os atendentes podem deixar entrar pessoas sem conta.',
    },
    'guests.max': { title: 'Convidados em uma sessão', help: 'Quantos ao mesmo tempo.' },
    'guests.visitorApproval': {
      title: 'O visitante aceita convidados',
      help: 'Pelo nome, antes que vejam qualquer coisa.',
    },
    'guests.codeLife': {
      title: 'Vida dos códigos de entrada',
      help: 'Um convidado pode prolongá-la.',
      unit: 'segundos',
    },
    'guests.privileges': { title: 'O que os convidados podem fazer', help: 'Ver e apontar.' },
    'guests.joinRedirect': { title: 'Página própria de convidados', help: 'Endereço https.' },
    'guests.endUrl': { title: 'Para onde os convidados vão no fim', help: 'Endereço https.' },
    'join.waitMax': {
      title: 'Páginas de espera',
      help: 'Por quanto tempo um link com wait espera sua sessão.',
      unit: 'minutos',
    },
    'embed.parentOrigins': {
      title: 'Sites que podem incorporar a visualização',
      help: 'Origens do seu CRM.',
    },
    'transport.httpFollow': {
      title: 'Seguir páginas para HTTP simples',
      help: 'Para sites que não podem de outra forma; o operador também tem de permitir.',
    },
    'login.methods': {
      title: 'Formas de entrar',
      help: 'Quem está em vários grupos entra como diz o mais rigoroso.',
    },
    'login.mfa': {
      title: 'Segundo fator',
      help: 'Se é preciso um aplicativo autenticador ou uma chave de acesso.',
    },
    'login.idle': {
      title: 'Acesso sem uso',
      help: 'Termina após este tempo.',
      unit: 'minutos',
    },
    'login.maxSession': {
      title: 'Acesso mais longo',
      help: 'Depois é preciso entrar de novo.',
      unit: 'horas',
    },
    'login.keyMaxLife': {
      title: 'Vida das chaves de login',
      help: 'Por quanto tempo, no máximo, a chave de login de um CRM pode valer.',
      unit: 'horas',
    },
    'login.keySingleUse': {
      title: 'Chaves de login valem uma vez',
      help: 'Desligue só se seu CRM não puder criar uma nova chave para cada link.',
    },
    'login.jit': {
      title: 'Novos usuários pelo acesso da empresa',
      help: 'Se alguém desconhecido se torna membro.',
    },
    'login.jitRole': {
      title: 'A função deles',
      help: 'A função dos usuários criados por um acesso da empresa.',
    },
    'sso.oidc': {
      title: 'OpenID Connect',
      help: 'Emissor, id de cliente, nome na página de acesso; “testing” não deixa ninguém entrar e grava as tentativas no registro de auditoria.',
    },
    permissions: {
      title: 'Limite de todas as funções',
      help: 'O que está desligado aqui está desligado em todas as funções.',
    },
    'retention.sessions': {
      title: 'Dados das sessões',
      help: 'Apagados este tempo após a sessão.',
      unit: 'dias',
    },
    'retention.contact': {
      title: 'O que os visitantes disseram de si',
      help: 'Nome, e-mail, telefone e dados são apagados antes.',
      unit: 'dias',
    },
    'retention.audit': {
      title: 'Registro de auditoria',
      help: 'Registros mais antigos são apagados.',
      unit: 'dias',
    },
    'metrics.collect': {
      title: 'Medições do nosso script',
      help: 'Bytes, linhas perdidas e a primeira visão de cada sessão; das páginas cuja tag tem data-metrics="on", também os tempos do nosso script. Nenhum conteúdo e nenhum endereço.',
    },
  },
}
