import type { CheckRules } from '../../protocol/page-check.ts'
import { type Checked, checkPage } from '../check/page-check.ts'
import { readTag } from '../loader/tag.ts'

let checked: Checked | null = null

// Run by `sidelong lint` in a browser of its own, never in a visitor's.
Object.assign(window, {
  sidelongCheck: {
    page(rules: CheckRules) {
      checked = checkPage(window, rules)
      return checked.check
    },
    placeOfText: (index: number) => checked?.placeOfText(index),
    tag() {
      const element = document.querySelector<HTMLScriptElement>('#sidelong,#glance-cobrowse')
      return element && readTag(element, element)
    },
  },
})
