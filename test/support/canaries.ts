import { randomBytes } from 'node:crypto'

/** A value that occurs nowhere by chance; put where it is masked, it must not get out. */
export function newCanary(label = 'canary'): string {
  return `${label}-${randomBytes(9).toString('base64url').replace(/[-_]/g, 'x')}`
}

/** The forms in which a text can hide in bytes. */
export function disguisesOf(text: string): { form: string; bytes: Buffer }[] {
  const utf8 = Buffer.from(text, 'utf8')
  const utf16 = Buffer.from(text, 'utf16le')
  const reversed = [...text].reverse().join('')
  const forms: [string, Buffer][] = [
    ['plain', utf8],
    ['reversed', Buffer.from(reversed, 'utf8')],
    ['JSON', Buffer.from(JSON.stringify(text).slice(1, -1))],
    [
      'JSON, all escaped',
      Buffer.from([...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')),
    ],
    ['URL', Buffer.from(encodeURIComponent(text))],
    [
      'URL, all escaped',
      Buffer.from([...utf8].map((b) => `%${b.toString(16).padStart(2, '0').toUpperCase()}`).join('')),
    ],
    ['hex', Buffer.from(utf8.toString('hex'))],
    ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())],
    ['UTF-16LE', utf16],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ...base64Forms(utf8),
  ]
  const seen = new Set<string>()
  return forms.flatMap(([form, bytes]) => {
    const id = bytes.toString('latin1')
    if (seen.has(id)) return []
    seen.add(id)
    return [{ form, bytes }]
  })
}

/** Inside longer base64 a text looks in one of three ways; its outer characters mix with the neighbors and are left out. */
function base64Forms(utf8: Buffer): [string, Buffer][] {
  return [0, 1, 2].flatMap((shift): [string, Buffer][] => {
    const padded = Buffer.concat([Buffer.alloc(shift), utf8])
    const whole = padded.toString('base64').replace(/=+$/, '')
    const from = Math.ceil((shift * 8) / 6)
    const inner = whole.slice(from, Math.floor((padded.length * 8) / 6))
    const url = inner.replaceAll('+', '-').replaceAll('/', '_')
    return [
      [`base64 (${shift})`, Buffer.from(inner)],
      [`base64url (${shift})`, Buffer.from(url)],
    ]
  })
}

export type Finding = { readonly canary: string; readonly form: string; readonly place: string }

/** Searches bytes for canaries in every disguise; with `pieces` also for any six characters of them in a row. */
export function createCanarySearch(
  canaries: readonly string[],
  options: { readonly pieces?: boolean } = {},
): (place: string, bytes: Uint8Array | string) => Finding[] {
  const needles = canaries.flatMap((canary) => {
    const whole = disguisesOf(canary).map(({ form, bytes }) => ({ canary, form, bytes }))
    return options.pieces ? [...whole, ...piecesOf(canary)] : whole
  })
  return (place, bytes) => {
    const hay =
      typeof bytes === 'string'
        ? Buffer.from(bytes, 'utf8')
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return needles
      .filter((needle) => hay.includes(needle.bytes))
      .map(({ canary, form }) => ({ canary, form, place }))
  }
}

const PIECE_LENGTH = 6

/** Of the random part: pieces of a label like `data-` occur everywhere. */
function piecesOf(canary: string): { canary: string; form: string; bytes: Buffer }[] {
  const random = canary.slice(canary.lastIndexOf('-') + 1)
  const count = Math.max(0, random.length - PIECE_LENGTH + 1)
  return Array.from({ length: count }, (_, i) => {
    const piece = random.slice(i, i + PIECE_LENGTH)
    return { canary, form: `piece "${piece}"`, bytes: Buffer.from(piece) }
  })
}
