/** A masked control, for comparing what is told of short and long entries. */
export type Control = {
  readonly id: string
  readonly html: string
  /** Pressed again and again; default `x`. */
  readonly key?: string
  /** Set by script; default: as many `x` as wanted. */
  readonly value?: string
}

const TEXTS = ['text', 'password', 'email', 'tel', 'url', 'search']
const OTHERS: readonly (readonly [type: string, key: string, value: string])[] = [
  ['number', '7', '12345'],
  ['date', '1', '2031-11-11'],
  ['month', '1', '2031-11'],
  ['week', '1', '2031-W11'],
  ['time', '1', '11:11'],
  ['datetime-local', '1', '2031-11-11T11:11'],
  ['range', 'ArrowRight', '77'],
  ['color', 'Shift', '#123456'],
  ['checkbox', 'Space', 'x'],
  ['radio', 'Space', 'x'],
  ['file', 'Shift', ''],
]

export const CONTROLS: readonly Control[] = [
  ...TEXTS.map((type) => ({ id: `c-${type}`, html: `<input id="c-${type}" type="${type}">` })),
  ...OTHERS.map(([type, key, value]) => ({
    id: `c-${type}`,
    html: `<input id="c-${type}" type="${type}">`,
    key,
    value,
  })),
  { id: 'c-textarea', html: '<textarea id="c-textarea"></textarea>' },
  { id: 'c-grows', html: '<textarea id="c-grows" style="field-sizing: content"></textarea>' },
  { id: 'c-card', html: '<input id="c-card" autocomplete="cc-number" required pattern="\\d+">' },
  { id: 'c-listed', html: '<input id="c-listed" class="m-sel">' },
  {
    id: 'c-select',
    html: `<select id="c-select"><option value="">a</option><option>x</option><option>${'x'.repeat(40)}</option></select>`,
  },
  {
    id: 'c-multiple',
    html: '<select id="c-multiple" multiple><option>x<option>xx</select>',
    key: 'ArrowDown',
  },
  { id: 'c-editable', html: '<div id="c-editable" contenteditable></div>' },
  { id: 'c-role', html: '<div id="c-role" role="textbox" contenteditable="plaintext-only"></div>' },
  {
    id: 'c-inner',
    html: '<div class="sidelong-mask"><p>Name</p><input id="c-inner"><div id="c-inner-list"></div></div>',
  },
  { id: 'c-deep', html: '<div class="m-sel"><div id="c-deep" contenteditable>x</div></div>' },
  {
    id: 'c-spin',
    html: '<div id="c-spin" role="spinbutton" tabindex="0" aria-valuenow="1">1</div>',
    key: 'Shift',
  },
  { id: 'c-output', html: '<output id="c-output" tabindex="0"></output>', key: 'Shift' },
  { id: 'c-meter', html: '<meter id="c-meter" tabindex="0" max="100"></meter>', key: 'Shift', value: '77' },
  {
    id: 'c-progress',
    html: '<progress id="c-progress" tabindex="0" max="100"></progress>',
    key: 'Shift',
    value: '77',
  },
  { id: 'c-custom', html: '<x-field id="c-custom" tabindex="0"></x-field>', key: 'Shift' },
]
