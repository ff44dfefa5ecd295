import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'

/** Encrypts secrets that have to be read again (seeds of authenticator apps, client secrets) before the database sees them. */
export interface Sealer {
  /** `purpose` names place and owner: what is sealed for one cannot be put in the place of another. */
  seal(secret: string, purpose: string): string
  /** `null`: altered, of another purpose, or sealed with a key that is not there any more. */
  open(sealed: string, purpose: string): string | null
}

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** The first key seals; all open, so that keys can be changed without losing anything. Keys have 32 bytes. */
export function createSealer(keys: readonly Uint8Array[]): Sealer {
  const named = keys.map((key) => ({ name: createHash('sha256').update(key).digest('hex').slice(0, 8), key }))
  return {
    seal(secret, purpose) {
      const [current] = named
      if (!current) throw new Error('no key to seal with')
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(CIPHER, current.key, iv).setAAD(Buffer.from(purpose))
      const bytes = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${current.name}.${toBase64Url(iv)}.${toBase64Url(bytes)}`
    },
    open(sealed, purpose) {
      const [name, ivText = '', text = ''] = sealed.split('.')
      const found = named.find((one) => one.name === name)
      const iv = fromBase64Url(ivText)
      const bytes = fromBase64Url(text)
      if (!found || iv?.length !== IV_BYTES || !bytes || bytes.length < TAG_BYTES) return null
      try {
        const decipher = createDecipheriv(CIPHER, found.key, iv, { authTagLength: TAG_BYTES })
        decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-TAG_BYTES))
        return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString()
      } catch {
        return null
      }
    },
  }
}

/** The keys of an installation: those given, or one made of the auth secret. */
export function sealingKeys(given: readonly Uint8Array[], authSecret: string): readonly Uint8Array[] {
  if (given.length > 0) return given
  return [new Uint8Array(hkdfSync('sha256', authSecret, '', 'sidelong-sealing', 32))]
}
