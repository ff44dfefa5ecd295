/** MK-2: the site's own marks, in both products' spellings. */
const MARKS = ['.glance_masked', '[glance_masked]', '.sidelong-mask', '[data-sidelong-mask]']

/** MK-3, MK-4, MK-5. `*=` takes in more than the tokens that start with `cc-`: doubt means hidden. */
const FIELDS = [
  'input[type="password" i]',
  'input[type="hidden" i]',
  '[autocomplete*="cc-" i]',
  '[autocomplete~="one-time-code" i]',
  '[autocomplete~="new-password" i]',
  '[autocomplete~="current-password" i]',
]

export const ALWAYS_MASKED: readonly string[] = [...MARKS, ...FIELDS]

/** Fields of these stay masked in a clone or replacement with the same name or id (MK-3, MK-4). */
export const STICKY_FIELDS = FIELDS.filter((selector) => !selector.includes('hidden')).join(',')

/** MK-9: what mode `inputs` takes for a form control. */
export const FORM_CONTROLS = [
  // What a field offers is what may be in it.
  'datalist',
  // It may become a form control later.
  ':not(:defined):is([name],[value])',
  'input:not([type="button" i],[type="submit" i],[type="reset" i])',
  'textarea',
  'select',
  'output',
  'meter',
  'progress',
  '[contenteditable]:not([contenteditable="false" i])',
  // First whether there is one: most elements have none.
  `[role]:is(${[
    'textbox',
    'searchbox',
    'combobox',
    'listbox',
    'spinbutton',
    'slider',
    'checkbox',
    'radio',
    'switch',
  ]
    .map((role) => `[role~="${role}" i]`)
    .join(',')})`,
]

/** Mode `all` hides these whole; text becomes filler (MK-8, MK-21). */
export const MEDIA = ['img', 'svg', 'canvas', 'video', 'audio', 'iframe', 'picture', 'object', 'embed']
