import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { TLS_NAMES } from './tls-names.ts'

const COVERED = ['*.sidelong.test', '*.cobrowse.test', '*.lindenhof.test', '*.nordwind.test']
const LIFE_MS = 7 * 86_400_000

export type ThrowAwayTls = {
  /** PEM texts. */
  readonly cert: string
  readonly key: string
  /** The same and the authority's certificate as files, in a folder of their own, readable by this user only. */
  readonly files: { readonly cert: string; readonly key: string; readonly authority: string }
  /** What Chromium needs to find the names and to trust the certificate. */
  readonly browserArguments: readonly string[]
  /** Deletes the files. */
  remove(): void
}

/** Makes an authority, which is forgotten at once, and one certificate signed by it for all names of a try-out. */
export async function createThrowAwayTls(): Promise<ThrowAwayTls> {
  const common = { keyType: 'ec', algorithm: 'sha256', notAfterDate: new Date(Date.now() + LIFE_MS) } as const
  const authority = await generate([{ name: 'commonName', value: 'Sidelong try-out' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  const { cert, private: key } = await generate([{ name: 'commonName', value: TLS_NAMES.web }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: COVERED.map((value) => ({ type: 2, value })) },
    ],
  })
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-tls-'))
  const files = {
    cert: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
    authority: join(folder, 'authority.pem'),
  }
  writeFileSync(files.cert, cert, { mode: 0o600 })
  writeFileSync(files.key, key, { mode: 0o600 })
  writeFileSync(files.authority, authority.cert, { mode: 0o600 })
  const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  const pin = createHash('sha256').update(publicKey).digest('base64')
  return {
    cert,
    key,
    files,
    browserArguments: [
      `--host-resolver-rules=${COVERED.map((name) => `MAP ${name} 127.0.0.1`).join(',')}`,
      `--ignore-certificate-errors-spki-list=${pin}`,
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
