import type { Clock } from '../../base/clock.ts'
import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import type { Site } from '../../protocol/ids.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import type { PreviewTextName } from '../../protocol/visitor-texts.ts'
import { floorOf } from '../boot/mask-floor.ts'
import { selectorsOfRoles } from '../check/reason.ts'
import type { MaskMemory } from '../privacy/mask-memory.ts'
import type { Privacy } from '../privacy/privacy.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { createMake, makeButton, onTrusted } from '../ui/elements.ts'
import { createLayer } from '../ui/layer.ts'
import { STYLE as UI_STYLE } from '../ui/style.ts'
import { createOverlay } from './overlay.ts'
import { createPicker } from './pick.ts'
import { type Area, scan } from './scan.ts'
import { STYLE } from './style.ts'

/** `areas`: outlined, with the reason; `agent`: covered, as an agent finds them. */
export type PreviewMode = 'areas' | 'agent'

export type PreviewParts = {
  readonly window: Window & typeof globalThis
  readonly clock: Clock
  /** To begin with. */
  readonly mode: PreviewMode
  readonly site: Site
  /** Settings of the tag's group; rejects if they cannot be had. */
  readonly settings: (site: Site) => Promise<VisitorSettings>
  /** Makes the code that masks sessions, for these rules. */
  readonly judges: (rules: MaskRules) => Privacy
  /** Of the page's sessions. */
  readonly memory: MaskMemory
  readonly onStop: () => void
}

/** Shows the visitor or the site's people what agents cannot see (MK-29). Nothing is sent but the request for settings. */
export type Preview = Stoppable & { setMode(mode: PreviewMode): void }

/** Main-thread time of one slice, and the pause after which the page is looked at again. */
const SLICE_MS = 4
const AGAIN_MS = 250

const ENGLISH: Readonly<Record<PreviewTextName, string>> = {
  previewTitle: 'What agents cannot see',
  previewAreas: 'Hidden areas',
  previewAgent: 'As agents see it',
  previewClose: 'Close',
  previewEveryone: 'All agents',
  hiddenAlways: 'always hidden',
  hiddenSettings: 'hidden by the settings',
  hiddenRole: 'hidden for this role',
  hiddenMode: 'hidden by the mode',
  hiddenWords: 'words hidden',
  hiddenPage: 'whole page hidden',
}
const WORDS: Readonly<Record<Area['reason'], PreviewTextName>> = {
  always: 'hiddenAlways',
  settings: 'hiddenSettings',
  role: 'hiddenRole',
  hook: 'hiddenSettings',
  mode: 'hiddenMode',
  filler: 'hiddenWords',
  'fail-closed': 'hiddenPage',
}

export async function createPreview({
  window,
  clock,
  mode,
  site,
  settings,
  judges,
  memory,
  onStop,
}: PreviewParts): Promise<Preview> {
  const make = createMake(window.document)
  const layer = createLayer(window, UI_STYLE)
  const { root } = layer
  const sheet = new window.CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets.push(sheet)
  const areas = make('div')
  const overlay = createOverlay(window, areas, make)
  let given = await settings(site)
  let role = ''
  let timer: Stoppable | null = null
  let isStopped = false

  const text = (name: PreviewTextName): string => given.ui.texts[name] ?? ENGLISH[name]
  const title = make('b', { textContent: text('previewTitle') })
  const count = make('span')
  count.setAttribute('role', 'status')
  const isModeOf = (one: PreviewMode) =>
    make('option', { value: one, textContent: text(one === 'areas' ? 'previewAreas' : 'previewAgent') })
  const modes = choose([isModeOf('areas'), isModeOf('agent')], (value) => setMode(value as PreviewMode))
  const roles = choose([], (value) => {
    role = value
  })
  const sites = choose(
    (['production', 'staging'] as const).map((name) => make('option', { value: name, textContent: name })),
    (value) => void changeSite(value as Site),
  )
  sites.value = site
  const bar = make('div', { className: 'bar' }, title, count, modes, sites, roles)
  bar.append(makeButton(make, text('previewClose'), stop, 'main'))
  bar.setAttribute('role', 'region')
  bar.setAttribute('aria-label', text('previewTitle'))
  const picked = make('div', { className: 'picked' })
  // During a session a visitor looks at this, who has nothing to set up.
  const picker = memory.rules
    ? null
    : createPicker({
        window,
        make,
        overlay: createOverlay(window, picked, make),
        listed: () => given.masking.selectors,
      })
  if (picker) bar.prepend(picker.button)
  root.append(areas, picked, bar, ...(picker ? [picker.panel] : []))
  layer.setAccent(given.ui.accent)
  layer.setLocale(given.ui.locale)
  layer.setShown(true)
  listRoles()
  setMode(mode)
  look()

  function choose(options: HTMLOptionElement[], fn: (value: string) => void): HTMLSelectElement {
    const select = make('select', {}, ...options)
    onTrusted(select, 'change', () => fn(select.value))
    return select
  }

  function listRoles(): void {
    const names = Object.keys(given.masking.roleSelectors)
    const options = ['', ...names].map((name) =>
      make('option', { value: name, textContent: name || text('previewEveryone') }),
    )
    roles.replaceChildren(...options)
    role = ''
    // In a session, its own masks are shown: those of everyone who has been in it.
    roles.hidden = names.length === 0 || memory.rules !== null
    sites.hidden = memory.rules !== null
  }

  async function changeSite(name: Site): Promise<void> {
    try {
      given = await settings(name)
      listRoles()
    } catch {
      sites.value = sites.value === 'staging' ? 'production' : 'staging'
    }
  }

  function setMode(next: PreviewMode): void {
    modes.value = next
    areas.className = next
  }

  function rulesNow(): MaskRules {
    if (memory.rules) return memory.rules
    const forRole = given.masking.roleSelectors[role] ?? []
    const { selectors, ...others } = floorOf(given, [])
    return { ...others, selectors: [...selectors, ...forRole], closed: null }
  }

  /** Again and again, in slices: a page of 130,000 nodes is looked at without being held up. */
  function look(): void {
    const rules = rulesNow()
    const walk = scan(window.document, rules, selectorsOfRoles(given), judges(rules))
    const step = () => {
      if (isStopped) return
      const end = clock.now() + SLICE_MS
      for (let i = 0; ; i++) {
        const { done, value } = walk.next()
        if (done) {
          const found = value as Area[]
          count.textContent = String(
            found.filter(({ element }) => element.getClientRects().length > 0).length,
          )
          overlay.show(found, (reason) => text(WORDS[reason]))
          timer = clock.after(AGAIN_MS, look)
          return
        }
        if (i % 16 === 0 && clock.now() >= end) break
      }
      timer = clock.after(16, step)
    }
    step()
  }

  function stop(): void {
    isStopped = true
    timer?.stop()
    stopAll([overlay, layer, ...(picker ? [picker] : [])])
    onStop()
  }

  return { setMode, stop }
}
