import validator from 'validator'
import type { OpenField } from '../../protocol/page-check.ts'

/** What a field or text looks like, in words for the report. `isPersonal`: many sites show it to agents on purpose. */
export type Kind = { readonly name: string; readonly isPersonal: boolean }

const secret = (name: string): Kind => ({ name, isPersonal: false })
const personal = (name: string): Kind => ({ name, isPersonal: true })

/** Words in names, ids, labels and `autocomplete` of fields, in English, German, French, Spanish, Italian and Dutch. */
const WORDS: readonly (readonly [Kind, RegExp])[] = [
  [
    secret('a card number'),
    /\b(cc|card) ?-?(no|nr|num(ber)?)\b|\bpan\b|kartennummer|num[eé]ro de (la )?carte|n[uú]mero de (la )?tarjeta|numero (della )?carta|kaartnummer/,
  ],
  [
    secret('a card’s security code'),
    /\b(cvv|cvc|csc|cvn)2?\b|security code|pr[uü]f(nummer|ziffer)|cryptogramme/,
  ],
  [
    secret('a bank account'),
    /\b(iban|bic|swift|rib)\b|account (no|num(ber)?)\b|sort code|routing num|kontonummer|num[eé]ro de compte|n[uú]mero de cuenta|rekeningnummer/,
  ],
  [
    secret('an identity or tax number'),
    /\b(ssn|nin|nino|tin|dni|nie|bsn|nif|cpf|insee)\b|social (security|insurance)|national id|passport|passnummer|ausweis|identity (card|num)|driv\w+ licen[cs]e|f[uü]hrerschein|tax (id|num)|steuer(nummer| ?id)|codice fiscale|personnummer|sozialversicherung|s[eé]curit[eé] sociale/,
  ],
  [
    secret('a password or code'),
    /pass ?(word|wort|phrase|code)|kennwort|mot de passe|contrase[nñ]a|wachtwoord|\b(pin|puk|otp|tan|totp|2fa|mfa)\b|one ?time|verification code|secret|security (question|answer)|sicherheitsfrage|api ?key|access ?token/,
  ],
  [
    secret('health'),
    /diagnos|medical|medication|health|illness|allerg|krankheit|gesundheit|krankenkasse|sant[eé]\b|maladie|salud|salute|insurance num|versicherten/,
  ],
  [
    secret('income or wealth'),
    /salary|income|net worth|gehalt|einkommen|revenu|salaire|ingresos|salario|stipendio|inkomen|\bbalance\b|kontostand|\bsolde\b|\bsaldo\b/,
  ],
  [personal('a date of birth'), /\b(dob|bday)\b|birth|geburt|naissance|nacimiento|nascita|geboorte/],
  [personal('an e-mail address'), /e ?-?mail|courriel|correo/],
  [
    personal('a phone number'),
    /\b(tel|phone|mobile|handy)\b|phone ?(no|num)|telefon|t[eé]l[eé]phone|tel[eé]fono/,
  ],
  [
    personal('a name or address'),
    /\b(given|family|first|last|full|sur) ?name\b|vorname|nachname|pr[eé]nom|apellido|cognome|achternaam|street|address|stra(ss|ß)e|adresse|direcci[oó]n|indirizzo|post(al)? ?code|\bzip\b|postleitzahl|\bplz\b/,
  ],
]

/** What a field asks for, by what it is called; `null` for what looks harmless. */
export function kindOfField({ type, name, id, autocomplete, label }: OpenField): Kind | null {
  if (/^(checkbox|radio|range|color|file|submit|image)$/.test(type)) return null
  const words = [name, id, autocomplete, label, type === 'tel' ? '' : type].map(toWords).join(' | ')
  const [kind = null] = WORDS.find(([, pattern]) => pattern.test(words)) ?? []
  if (kind === null && type === 'tel') return personal('a phone number')
  return kind
}

/** `cardNumber`, `card_number` and `card-number` are all `card number`. */
function toWords(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .toLowerCase()
    .trim()
}

/** Long enough for a number of any kind, with the gaps that people write into it. */
const NUMBER = /(?<![\p{L}\p{N}])[A-Z0-9](?:[ .-]?[A-Z0-9]){8,33}(?![\p{L}\p{N}])/gu
const EMAIL = /[^\s<>(),;:"]+@[^\s<>(),;:"]+\.[^\s<>(),;:"]+/g
const US_SSN = /(?<!\d)(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?!\d)/

/** What a text contains, by check digits and shape, not by guess; `null` for nothing of that kind. */
export function kindOfText(text: string): Kind | null {
  for (const [match] of text.matchAll(NUMBER)) {
    const dense = match.replace(/[ .-]/g, '')
    if (validator.isIBAN(dense)) return secret('a bank account (IBAN)')
    if (/^\d+$/.test(dense) && validator.isCreditCard(dense)) return secret('a card number')
  }
  if (US_SSN.test(text)) return secret('a social security number')
  const addresses = text.match(EMAIL) ?? []
  return addresses.some((address) => validator.isEmail(address.replace(/[.!?]+$/, '')))
    ? personal('an e-mail address')
    : null
}
