import { LIMITS } from '../../protocol/limits.ts'

type Hosts = { readonly asked: readonly string[]; readonly blocked: readonly string[] }

/** The hosts that a session's agents have told of. Answers what is new, `null` for nothing; no more than so many are kept. */
export function createAssetHosts(): (told: Hosts) => { asked: string[]; blocked: string[] } | null {
  const known = new Set<string>()
  const isNew = (kind: keyof Hosts) => (host: string) => {
    const name = `${kind} ${host.toLowerCase()}`
    if (known.has(name) || known.size >= LIMITS.maxAssetHostsTold) return false
    known.add(name)
    return true
  }
  return (told) => {
    const asked = told.asked.filter(isNew('asked'))
    const blocked = told.blocked.filter(isNew('blocked'))
    return asked.length + blocked.length > 0 ? { asked, blocked } : null
  }
}
