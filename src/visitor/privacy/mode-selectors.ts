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
export const MEDIA = [
  'img',
  'svg',
  'canvas',
  'video',
  'audio',
  'iframe',
  'frame',
  'picture',
  'object',
  'embed',
]
