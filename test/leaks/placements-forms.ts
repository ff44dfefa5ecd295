import type { Alphabet } from './canaries.ts'
import type { Placement } from './placements.ts'

/** LEAKS class A: form controls. */
const TYPES: readonly (readonly [type: string, alphabet: Alphabet])[] = [
  ['text', 'text'],
  ['email', 'text'],
  ['tel', 'text'],
  ['url', 'text'],
  ['search', 'text'],
  ['number', 'digits'],
  ['date', 'date'],
  ['datetime-local', 'datetime'],
  ['month', 'month'],
  ['week', 'week'],
  ['time', 'time'],
  ['color', 'color'],
  ['unknown-type', 'text'],
  ['', 'text'],
  ['TeXt', 'text'],
]
const BUTTONS = ['submit', 'button', 'reset', 'image', 'checkbox', 'radio']

/** No form controls in the sense of MK-9. */
const PUSHED = /^(submit|button|reset)$/

const HIDDEN_ALWAYS: readonly (readonly [id: string, masked: string])[] = [
  ['type=password', 'type="password"'],
  ['type=PassWord', 'type="PassWord"'],
  ['autocomplete=cc-number', 'autocomplete="cc-number"'],
  ['autocomplete=section-a billing CC-CSC', 'autocomplete="section-a billing CC-CSC"'],
  ['autocomplete=one-time-code', 'autocomplete="ONE-time-code"'],
  ['autocomplete=new-password', 'autocomplete="new-password webauthn"'],
  ['autocomplete=current-password', 'autocomplete="username current-password"'],
]

const control = (id: string, html: string, more: Partial<Placement> = {}): Placement => ({
  id: `A ${id}`,
  html,
  isControl: true,
  ...more,
})

const byType = TYPES.flatMap(([type, alphabet]): Placement[] => {
  const value = type === 'url' ? 'https://{c}.test/' : '{c}'
  const kind = type === 'url' ? 'ident' : alphabet
  const set = type === 'url' ? '`https://@c@.test/`' : 'c'
  return [
    control(`input type=${type}, value attribute`, `<input type="${type}" value="${value}">`, {
      alphabet: kind,
    }),
    control(`input type=${type}, value property`, `<input type="${type}">`, {
      alphabet: kind,
      run: `el.value = ${set}`,
    }),
    control(`input type=${type}, typed`, `<input type="${type}">`, {
      alphabet: kind,
      run: `el.value = ${set}; el.dispatchEvent(new Event('input', { bubbles: true })); el.dispatchEvent(new Event('change', { bubbles: true }))`,
    }),
  ]
})

const always = HIDDEN_ALWAYS.flatMap(([id, attribute]): Placement[] => [
  control(`input ${id}, value attribute`, `<input ${attribute} value="{c}">`, {
    open: { html: '<input value="{c}">' },
  }),
  control(`input ${id}, value property`, `<input ${attribute}>`, {
    run: 'el.value = c',
    open: { html: '<input>', run: 'el.value = c' },
  }),
  control(
    `input ${id}, other attributes`,
    `<input ${attribute} placeholder="{c}" title="{c}" data-x="{c}" aria-label="{c}" pattern="{c}">`,
    {
      open: { html: '<input placeholder="{c}">' },
    },
  ),
])

const toggled = ['el.type = "text"', 'el.setAttribute("type", "text")', 'el.removeAttribute("type")'].map(
  (toggle): Placement =>
    control(`password made visible by ${toggle}`, '<input type="password" name="toggled{n}">', {
      run: `el.value = c; later(() => { ${toggle}; el.setAttribute('value', c) })`,
      open: { html: '<input>', run: 'el.value = c' },
    }),
)

export const FORMS: readonly Placement[] = [
  ...byType,
  ...always,
  ...toggled,
  ...BUTTONS.map((type) =>
    control(`input type=${type}, value`, `<input type="${type}" value="{c}">`, {
      isControl: !PUSHED.test(type),
    }),
  ),
  ...BUTTONS.map((type) =>
    control(`input type=${type}, value set`, `<input type="${type}">`, {
      run: 'el.setAttribute("value", c)',
      isControl: !PUSHED.test(type),
    }),
  ),
  control('input type=hidden, value attribute', '<input type="hidden" value="{c}">', {
    open: { html: '<input type="text" value="{c}">' },
  }),
  control('input type=hidden, value property', '<input type="hidden">', {
    run: 'el.value = c',
    open: { html: '<input type="text">', run: 'el.value = c' },
  }),
  control('input type=hidden, text before', '<input type="hidden" name="was{n}">', {
    run: 'el.value = c; later(() => { el.type = "hidden"; el.value = c })',
    open: { html: '<input>', run: 'el.value = c' },
  }),
  control('input type=file, value attribute', '<input type="file" value="{c}">', {
    open: { html: '<input type="text" value="{c}">' },
  }),
  control('input type=file, chosen file', '<input type="file">', {
    run: 'const data = new DataTransfer(); data.items.add(new File([c], c + ".pdf")); el.files = data.files; el.dispatchEvent(new Event("change", { bubbles: true }))',
    never: 'file names are never read (MK-5)',
  }),
  control('password replaced by a field of its name', '<span><input type="password" name="repl{n}"></span>', {
    run: 'later(() => { const f = doc.createElement("input"); f.name = el.firstElementChild.name; f.value = c; el.firstElementChild.replaceWith(f) })',
    open: { html: '<span><input></span>', run: 'el.firstElementChild.value = c' },
  }),
  control('password replaced by a field of its id', '<span><input type="password" id="repl{n}"></span>', {
    run: 'later(() => { const f = doc.createElement("input"); f.id = el.firstElementChild.id; f.setAttribute("value", c); el.firstElementChild.replaceWith(f) })',
    open: { html: '<span><input></span>', run: 'el.firstElementChild.value = c' },
  }),
  control('password cloned after its type was toggled', '<span><input type="password"></span>', {
    run: 'const f = el.firstElementChild; f.value = c; later(() => { f.type = "text"; const twin = f.cloneNode(true); twin.value = c; twin.setAttribute("value", c); el.append(twin) })',
    open: { html: '<span><input></span>', run: 'el.firstElementChild.value = c' },
  }),
  control('password imported after its type was toggled', '<span><input type="password"></span>', {
    run: 'const f = el.firstElementChild; later(() => { f.type = "text"; const twin = doc.importNode(f, true); twin.value = c; el.append(twin) })',
    open: { html: '<span><input></span>', run: 'el.firstElementChild.value = c' },
  }),
  control(
    'text field drawn as a password (-webkit-text-security)',
    '<input style="-webkit-text-security: disc" value="{c}">',
    {
      open: { html: '<input value="{c}">' },
    },
  ),
  control(
    'text field drawn as a password by a sheet',
    '<span><style>.looks-secret { -webkit-text-security: disc }</style><input class="looks-secret" value="{c}"></span>',
    {
      open: { html: '<input value="{c}">' },
    },
  ),
  control('input, defaultValue', '<input>', { run: 'el.defaultValue = c' }),
  control('input, property cleared and attribute left', '<input value="{c}">', { run: 'el.value = ""' }),
  control('input, setRangeText', '<input value="x">', { run: 'el.setRangeText(c)' }),
  control('input, stepUp', '<input type="number" step="1">', {
    alphabet: 'digits',
    run: 'el.value = String(BigInt(c) - 1n); el.stepUp()',
  }),
  control('input, value before insertion', '<span></span>', {
    run: 'const f = doc.createElement("input"); f.value = c; el.append(f)',
  }),
  control('form reset brings a default back', '<form><input value="{c}"></form>', {
    run: 'el.firstElementChild.value = ""; el.reset()',
  }),
  control('textarea, child text', '<textarea>{c}</textarea>'),
  control('textarea, value', '<textarea></textarea>', { run: 'el.value = c' }),
  control('textarea, defaultValue', '<textarea></textarea>', { run: 'el.defaultValue = c' }),
  control('textarea, child text after value', '<textarea></textarea>', {
    run: 'el.value = "x"; el.append(c)',
  }),
  control('option text', '<select><option>a<option selected>{c}</select>'),
  control('option value', '<select><option value="{c}">a</select>'),
  control('option label', '<select><option label="{c}">a</select>'),
  control('optgroup label', '<select><optgroup label="{c}"><option>a</optgroup></select>'),
  control('option added', '<select></select>', { run: 'el.add(new Option(c, c, true, true))' }),
  control('multiple select', '<select multiple><option selected>{c}<option>b</select>'),
  control('open list (select size)', '<select size="3"><option>{c}<option>b</select>'),
  control(
    'datalist option',
    '<span><input list="list{n}"><datalist id="list{n}"><option value="{c}"></datalist></span>',
  ),
  control('output text', '<output>{c}</output>'),
  control('output value', '<output></output>', { run: 'el.value = c' }),
  control('meter text', '<meter max="10">{c}</meter>'),
  control('meter value', '<meter max="99999999999999" value="{c}"></meter>', { alphabet: 'digits' }),
  control('progress value', '<progress max="99999999999999" value="{c}"></progress>', { alphabet: 'digits' }),
  control('progress, value property', '<progress max="99999999999999"></progress>', {
    alphabet: 'digits',
    run: 'el.value = Number(c)',
  }),
  control('input type=range, value', '<input type="range" max="99999999999999" value="{c}">', {
    alphabet: 'digits',
  }),
  control('input type=range, max', '<input type="range" max="{c}">', { alphabet: 'digits' }),
  control('input min', '<input type="number" min="{c}">', { alphabet: 'digits' }),
  control('contenteditable text', '<div contenteditable>{c}</div>'),
  control('contenteditable, typed', '<div contenteditable="true"><p>a</p></div>', {
    run: 'el.firstElementChild.firstChild.data = c',
  }),
  control('contenteditable by execCommand', '<div contenteditable="plaintext-only"></div>', {
    run: 'el.focus(); if (!doc.execCommand("insertText", false, c) || !el.textContent) el.textContent = c',
  }),
  control('composed text (IME)', '<div contenteditable><p></p></div>', {
    run: 'el.dispatchEvent(new CompositionEvent("compositionupdate", { data: c, bubbles: true })); el.firstElementChild.textContent = c',
  }),
  ...['textbox', 'searchbox', 'combobox', 'listbox', 'spinbutton'].map((role) =>
    control(`role=${role}, text`, `<div role="${role}">{c}</div>`),
  ),
  ...['slider', 'spinbutton'].map((role) =>
    control(`role=${role}, aria-valuetext`, `<div role="${role}" aria-valuetext="{c}"></div>`),
  ),
  ...['checkbox', 'radio', 'switch'].map((role) =>
    control(`role=${role}, aria-label`, `<div role="${role}" aria-label="{c}"></div>`),
  ),
  control('form-associated custom element, text', '<x-field>{c}</x-field>'),
  control('form-associated custom element, attribute', '<x-field value="{c}"></x-field>'),
  control(
    'editor: text mirrored into a line',
    '<div class="editor" role="textbox" aria-label="{c}"><textarea></textarea><div class="line"></div></div>',
    {
      run: 'el.firstElementChild.value = c; el.lastElementChild.textContent = c',
    },
  ),
  { id: 'A button text', html: '<button>{c}</button>' },
  { id: 'A button value', html: '<button value="{c}">x</button>' },
  { id: 'A label text', html: '<label>{c}<input></label>' },
  { id: 'A legend text', html: '<fieldset><legend>{c}</legend></fieldset>' },
  ...['placeholder', 'title', 'pattern', 'name', 'aria-label', 'list', 'autocomplete', 'dirname'].map(
    (name) => control(`input ${name}`, `<input ${name}="{c}">`),
  ),
  control('validation message', '<input>', {
    run: 'el.setCustomValidity(c)',
    never: 'validation messages are never read (MK-22)',
  }),
  {
    id: 'A form action',
    html: '<form action="/{c}"><input></form>',
    never: 'addresses of forms are never sent',
  },
  { id: 'A form name', html: '<form name="{c}"></form>' },
]
