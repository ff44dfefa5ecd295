import type { Placement } from './placements.ts'

const NOT_LOADED = 'addresses that no agent needs are never sent'

/** LEAKS class D: addresses. Those of the page itself are in page-canaries of the session. */
const LOADED: readonly string[] = [
  '<img src="/{c}.png">',
  '<img src="/img.png?sig={c}">',
  '<img srcset="/a.png?{c} 1x, /b.png 2x">',
  '<picture><source srcset="/{c}.webp"><img></picture>',
  '<video src="/{c}.mp4"></video>',
  '<video poster="/{c}.png"></video>',
  '<audio src="/{c}.mp3"></audio>',
  '<video><source src="/{c}.webm"></video>',
  '<video><track src="/{c}.vtt"></video>',
  '<input type="image" src="/{c}.png">',
  '<svg><image href="/{c}.png"/></svg>',
  '<svg><use href="#{c}"/></svg>',
  '<svg><image xlink:href="/{c}.png"/></svg>',
  '<img src="data:image/gif;base64,{c}">',
  '<link rel="stylesheet" href="/style.css?{c}">',
]

const LINKED: readonly string[] = [
  '<a href="/{c}">x</a>',
  '<a href="mailto:{c}@example.test">x</a>',
  '<area href="/{c}">',
  '<svg><a href="/{c}"><text>x</text></a></svg>',
]

const UNSENT: readonly string[] = [
  '<a href="/p?{c}">x</a>',
  '<a href="/p#{c}">x</a>',
  '<a href="https://u:{c}@example.test/">x</a>',
  '<a href="javascript:f(\'{c}\')">x</a>',
  '<svg><a xlink:href="/p?{c}"><text>x</text></a></svg>',
  '<svg><a href="/p?{c}"><text>x</text></a></svg>',
  '<area href="/p?{c}">',
  '<iframe src="about:blank#{c}"></iframe>',
  '<embed src="/{c}">',
  '<object data="/{c}"></object>',
  '<form action="/x?{c}"></form>',
  '<link rel="icon" href="/{c}">',
  '<link rel="prefetch-none" href="/{c}">',
  '<link rel="canonical" href="/{c}">',
  '<link rel="manifest-none" href="/{c}">',
  '<meta name="x" content="{c}">',
  '<blockquote cite="/{c}"></blockquote>',
]

export const ADDRESSES: readonly Placement[] = [
  ...LOADED.map((html): Placement => ({ id: `D ${html}`, html: `<div>${html}</div>` })),
  ...LINKED.map(
    (html): Placement => ({
      id: `D ${html}`,
      html: `<div>${html}</div>`,
      ...(html.includes('mailto') ? { never: 'of other schemes only the name is sent (MK-24)' } : {}),
    }),
  ),
  ...UNSENT.map((html): Placement => ({ id: `D ${html}`, html: `<div>${html}</div>`, never: NOT_LOADED })),
  {
    id: 'D svg a, by another prefix',
    html: '<svg><a><text>x</text></a></svg>',
    run: 'el.firstChild.setAttributeNS("http://www.w3.org/1999/xlink", "x:href", "/p?" + c)',
    never: NOT_LOADED,
  },
  { id: 'D img src, set', html: '<img>', run: 'el.src = "/" + c + ".png"' },
  { id: 'D a href, set', html: '<a>x</a>', run: 'el.href = "/" + c' },
  { id: 'D background-image', html: '<div style="background-image:url(/{c}.png)"></div>' },
  {
    id: 'D blob address',
    html: '<img>',
    run: 'el.src = URL.createObjectURL(new Blob([c]))',
    never: 'the payload of a blob is never read',
  },
]
