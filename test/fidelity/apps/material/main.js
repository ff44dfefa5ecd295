import '@material/web/all.js'
import { styles } from '@material/web/typography/md-typescale-styles.js'

document.adoptedStyleSheets.push(styles.styleSheet)
const app = document.getElementById('app')
app.style.cssText =
  'display: grid; grid-template-columns: 1fr 1fr; gap: 16px; padding: 16px; font-family: sans-serif'

/** @param {string} tag */
function add(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

const option = (text) =>
  add('md-select-option', { value: text }, add('div', { slot: 'headline', textContent: text }))
app.append(
  add('h1', { className: 'md-typescale-headline-medium', textContent: 'Material' }),
  add(
    'div',
    {},
    add('md-filled-button', { id: 'filled', textContent: 'Filled' }),
    add('md-outlined-button', { textContent: 'Outlined' }),
    add('md-text-button', { textContent: 'Text', disabled: true }),
  ),
  add(
    'div',
    {},
    add('md-checkbox', { id: 'check' }),
    add('md-checkbox', { checked: true }),
    add('md-checkbox', { indeterminate: true }),
    add('md-radio', { name: 'r', id: 'radio' }),
    add('md-radio', { name: 'r', checked: true }),
    add('md-switch', { id: 'switch' }),
  ),
  add('md-outlined-text-field', { id: 'field', label: 'Name', supportingText: 'As on the letter box' }),
  add('md-filled-text-field', { label: 'Filled', value: 'with text', type: 'textarea', rows: 3 }),
  add('md-outlined-select', { id: 'select', label: 'Wood' }, option('Oak'), option('Beech')),
  add('md-slider', { value: 30, labeled: true, ticks: true, step: 10 }),
  add('md-linear-progress', { value: 0.4 }),
  add(
    'md-tabs',
    { id: 'tabs' },
    add('md-primary-tab', { textContent: 'One' }),
    add('md-primary-tab', { id: 'tab-2', textContent: 'Two' }),
  ),
  add(
    'md-chip-set',
    {},
    add('md-filter-chip', { id: 'chip', label: 'Filter' }),
    add('md-assist-chip', { label: 'Assist' }),
  ),
  add(
    'md-list',
    {},
    add('md-list-item', { textContent: 'First' }),
    add('md-divider'),
    add('md-list-item', { textContent: 'Second' }),
  ),
  add(
    'md-dialog',
    { id: 'dialog', quick: true },
    add('div', { slot: 'headline', textContent: 'Sure?' }),
    add('div', { slot: 'content', textContent: 'It cannot be undone.' }),
  ),
)
