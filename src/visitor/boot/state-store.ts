import {
  type CarriedState,
  decodeState,
  decodeWhole,
  digestOf,
  encodeState,
  encodeWhole,
} from './state-codec.ts'

const NAME = 'sidelong'
const SHOWN = 'sidelong-shown'
const RULES = 'sidelong-rules'
const EXPIRED = 'Thu, 01 Jan 1970 00:00:00 GMT'

export type StateStore = {
  /** What an earlier page, or another tab, left. */
  read(): CarriedState | null
  /** False if only this tab will know (SE-11). */
  write(state: CarriedState): boolean
  clear(): void
  /** Whether this tab was the shown one when its last page went (NV-2). */
  isShown(): boolean
  setShown(isShown: boolean): void
}

/** The state cookie, and `sessionStorage` where cookies are blocked (SE-10, SE-11). */
export function createStateStore(window: Window, domain: string | null): StateStore {
  const { document, location } = window
  const attributes = [
    'Path=/',
    'SameSite=Lax',
    ...(location.protocol === 'https:' ? ['Secure'] : []),
    ...(domain ? [`Domain=${domain}`] : []),
  ].join('; ')

  /** Storage throws where it is blocked. */
  function tab<T>(use: (storage: Storage) => T): T | null {
    try {
      return use(window.sessionStorage)
    } catch {
      return null
    }
  }
  function readCookie(): string | null {
    try {
      const entry = document.cookie.split('; ').find((each) => each.startsWith(`${NAME}=`))
      return entry?.slice(NAME.length + 1) ?? null
    } catch {
      return null
    }
  }
  function writeCookie(value: string, more = ''): void {
    try {
      document.cookie = `${NAME}=${value}; ${attributes}${more}`
    } catch {
      // Blocked in a sandboxed frame.
    }
  }

  function wholeFloor(floor: { digest: string }): CarriedState['floor'] {
    try {
      const whole = decodeWhole(tab((storage) => storage.getItem(RULES)) ?? '')
      return digestOf(whole) === floor.digest ? whole : floor
    } catch {
      return floor
    }
  }

  return {
    read() {
      const value = readCookie() ?? tab((storage) => storage.getItem(NAME))
      const state = value ? decodeState(value) : null
      return state && 'digest' in state.floor ? { ...state, floor: wholeFloor(state.floor) } : state
    },
    write(state) {
      const value = encodeState(state)
      writeCookie(value)
      const isKept = readCookie() === value
      tab((storage) => {
        if (isKept) storage.removeItem(NAME)
        else storage.setItem(NAME, value)
        // Rules too long for the cookie are at least there for this tab's next page.
        if ('mode' in state.floor) storage.setItem(RULES, encodeWhole(state.floor))
      })
      return isKept
    },
    clear() {
      writeCookie('', `; Expires=${EXPIRED}`)
      tab((storage) => {
        storage.removeItem(NAME)
        storage.removeItem(SHOWN)
        storage.removeItem(RULES)
      })
    },
    isShown: () => tab((storage) => storage.getItem(SHOWN)) === '1',
    setShown(isShown) {
      tab((storage) => (isShown ? storage.setItem(SHOWN, '1') : storage.removeItem(SHOWN)))
    },
  }
}
