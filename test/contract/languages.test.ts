import { describe, expect, test } from 'vitest'
import { texts as consoleDe } from '../../src/console/languages/de/index.ts'
import { english } from '../../src/console/languages/en/index.ts'
import { texts as consoleEs } from '../../src/console/languages/es/index.ts'
import { texts as consoleFr } from '../../src/console/languages/fr/index.ts'
import { texts as consoleIt } from '../../src/console/languages/it/index.ts'
import { texts as consolePt } from '../../src/console/languages/pt-br/index.ts'
import { LANGUAGES, type Language } from '../../src/protocol/languages.ts'
import { PRIVILEGES } from '../../src/protocol/privileges.ts'
import { WEBHOOK_EVENTS } from '../../src/protocol/webhooks-api.ts'
import { PAGE_WORDS } from '../../src/session-server/http/page-words.ts'
import * as viewerDe from '../../src/viewer/languages/de.ts'
import * as viewerEn from '../../src/viewer/languages/en.ts'
import * as viewerEs from '../../src/viewer/languages/es.ts'
import * as viewerFr from '../../src/viewer/languages/fr.ts'
import * as viewerIt from '../../src/viewer/languages/it.ts'
import * as viewerPt from '../../src/viewer/languages/pt-br.ts'
import { PERMISSIONS, ROLES } from '../../src/web-server/groups/roles.ts'
import { PAGE_WORDS as JOIN_WORDS } from '../../src/web-server/join/page-words.ts'

/* VW-10: the compiler sees to it that no text is missing; here is what it does not see. */

type Leaf = string | ((...values: unknown[]) => string)

const CONSOLE = {
  en: english,
  de: consoleDe,
  es: consoleEs,
  fr: consoleFr,
  it: consoleIt,
  'pt-BR': consolePt,
}
const VIEWER = { en: viewerEn, de: viewerDe, es: viewerEs, fr: viewerFr, it: viewerIt, 'pt-BR': viewerPt }

function allOf(language: Language): Map<string, Leaf> {
  return leavesOf({
    console: CONSOLE[language],
    viewer: VIEWER[language],
    pages: PAGE_WORDS[language],
    join: JOIN_WORDS[language],
  })
}

/** Texts by their path. */
function leavesOf(texts: object, path = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  for (const [name, value] of Object.entries(texts)) {
    const own = `${path}/${name}`
    if (typeof value === 'object') for (const [key, leaf] of leavesOf(value, own)) leaves.set(key, leaf)
    else leaves.set(own, value)
  }
  return leaves
}

/** What a text says of the values that it is given, or of none. */
function say(leaf: Leaf | undefined, ...values: unknown[]): string {
  return typeof leaf === 'function' ? leaf(...values) : (leaf ?? '')
}

const MARKS = ['⟦0⟧', '⟦1⟧', '⟦2⟧']
const expected = allOf('en')

test('VW-10: rights, events and roles that every group has are told in words, not as the API names them', () => {
  const known = (part: object) => Object.keys(part).toSorted()
  const rights = [...PRIVILEGES, ...PERMISSIONS, 'join']
  expect(known(english.names.rights)).toEqual(rights.toSorted())
  expect(known(english.names.events)).toEqual([...WEBHOOK_EVENTS, 'test'].toSorted())
  expect(known(english.names.roles)).toEqual(
    Object.values(ROLES)
      .map(({ title }) => title)
      .toSorted(),
  )
})

describe.each(LANGUAGES)('VW-10: texts in %s', (language) => {
  const leaves = allOf(language)

  test('are those of the English ones, and no others', () => {
    expect(expected.size).toBeGreaterThan(700)
    expect([...leaves.keys()].sort()).toEqual([...expected.keys()].sort())
    for (const [path, leaf] of expected) expect([path, typeof leaves.get(path)]).toEqual([path, typeof leaf])
  })

  test('fill the same values in, each time', () => {
    for (const [path, leaf] of expected) {
      const text = say(leaves.get(path), ...MARKS)
      for (const mark of MARKS)
        expect([path, mark, text.includes(mark)]).toEqual([path, mark, say(leaf, ...MARKS).includes(mark)])
      for (const count of [0, 1, 2, 5, 1_000_000])
        expect([path, say(leaves.get(path), count, 'x') === '']).toEqual([path, say(leaf, count, 'x') === ''])
    }
  })

  test('WCAG 2.5.3: what is read out of a button has the words that are seen', () => {
    for (const [path, leaf] of leaves) {
      const seen = path.endsWith('Label') ? leaves.get(path.slice(0, -'Label'.length)) : undefined
      // A dash in a table is no word, and two labels are of the fields that a button opens.
      if (seen === undefined || !/\p{L}/u.test(say(seen)) || path.includes('/tools/')) continue
      const read = say(leaf, ...MARKS).toLowerCase()
      expect([path, read, read.includes(say(seen, ...MARKS).toLowerCase())]).toEqual([path, read, true])
    }
  })

  test.skipIf(language === 'en')('leave no sentence in English', () => {
    const same = [...expected].filter(([path, leaf]) => {
      const words = say(leaf, ...MARKS)
      return words.split(' ').length > 3 && words === say(leaves.get(path), ...MARKS)
    })
    expect(same.map(([path]) => path)).toEqual([])
  })
})
