import { expect, test } from 'vitest'
import { kindOfField, kindOfText } from './sensitive.ts'

const field = (more: object) => ({
  where: '',
  type: 'text',
  name: '',
  id: '',
  autocomplete: '',
  label: '',
  ...more,
})

test.each([
  [{ name: 'cardNumber' }, 'a card number'],
  [{ id: 'cc-num' }, 'a card number'],
  [{ label: 'Kartennummer' }, 'a card number'],
  [{ name: 'cvc' }, 'a card’s security code'],
  [{ label: 'Numéro de compte' }, 'a bank account'],
  [{ name: 'recipient_iban' }, 'a bank account'],
  [{ label: 'Sozialversicherungsnummer' }, 'an identity or tax number'],
  [{ label: 'Passport no.' }, 'an identity or tax number'],
  [{ name: 'otp' }, 'a password or code'],
  [{ label: 'Contraseña' }, 'a password or code'],
  [{ label: 'Known allergies' }, 'health'],
  [{ label: 'Yearly income' }, 'income or wealth'],
])('MK-29: the field %o looks like %s', (given, name) => {
  expect(kindOfField(field(given))).toEqual({ name, isPersonal: false })
})

test.each([
  [{ type: 'email' }, 'an e-mail address'],
  [{ type: 'tel' }, 'a phone number'],
  [{ label: 'Vorname' }, 'a name or address'],
  [{ autocomplete: 'bday' }, 'a date of birth'],
])('MK-29: the field %o is personal: %s', (given, name) => {
  expect(kindOfField(field(given))).toEqual({ name, isPersonal: true })
})

test.each([
  { name: 'q', type: 'search', label: 'Search products' },
  { name: 'quantity', type: 'number' },
  { name: 'spin', label: 'Spin the wheel' },
  { name: 'company', label: 'Company' },
  { type: 'checkbox', name: 'save-card-number' },
  { name: 'instant', label: 'Instant delivery' },
])('MK-29: the field %o looks harmless', (given) => {
  expect(kindOfField(field(given))).toBeNull()
})

test.each([
  ['Pay to DE89 3704 0044 0532 0130 00, please', 'a bank account (IBAN)'],
  ['Visa 4111 1111 1111 1111', 'a card number'],
  ['4111-1111-1111-1111', 'a card number'],
  ['SSN 078-05-1120', 'a social security number'],
  ['write to ada@example.com.', 'an e-mail address'],
])('MK-29: the text "%s" contains %s', (text, name) => {
  expect(kindOfText(text)?.name).toBe(name)
})

test.each([
  'Order 1234567890123456',
  'DE89 3704 0044 0532 0130 01',
  'Tel. 030 1234567',
  '2026-11-22 10:20:30',
  'me@home',
  'Version 4.1.1.1.1.1.1.1',
])('MK-29: the text "%s" contains nothing of the kind', (text) => {
  expect(kindOfText(text)).toBeNull()
})
