/** MK-2: the site's own marks, in both products' spellings. */
const MARKS = ['.glance_masked', '[glance_masked]', '.sidelong-mask', '[data-sidelong-mask]']

/** MK-3, MK-4, MK-5. `*=` takes in more than the tokens that start with `cc-`: doubt means hidden. */
const FIELDS = [
  'input[type="hidden" i]',
  'input[type="password" i]',
  '[autocomplete*="cc-" i]',
  '[autocomplete~="one-time-code" i]',
  '[autocomplete~="new-password" i]',
  '[autocomplete~="current-password" i]',
]

export const ALWAYS_MASKED: readonly string[] = [...MARKS, ...FIELDS]

/** Elements that hold what somebody enters. */
export const FORM_FIELDS = 'select,textarea,input'

/** Fields of these, all but the first, stay masked in a clone or replacement with the same name or id (MK-3, MK-4). */
export const STICKY_FIELDS = FIELDS.slice(1).join(',')
