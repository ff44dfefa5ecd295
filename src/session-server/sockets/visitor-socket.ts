import { parseJson } from '../../base/parse.ts'
import { credentialHash, isSameText } from '../../node/control-auth.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { isOriginAllowed } from '../../protocol/origins.ts'
import { isServed } from '../../protocol/version.ts'
import { type VisitorUp, visitorUp } from '../../protocol/visitor-up.ts'
import type { SessionDirectory } from '../session/directory.ts'
import type { Session } from '../session/session.ts'
import type { VisitorLink } from '../session/visitor-side.ts'
import type { ByteMeter } from './byte-quota.ts'
import type { Wire, WireHandler } from './wire.ts'

type Hello = Extract<VisitorUp, { type: 'hello' }>

/** Drives a visitor's socket: proves itself with the first message, then belongs to its session. */
export function acceptVisitor(
  directory: SessionDirectory,
  origin: string,
  meter: ByteMeter,
  wire: Wire,
  settled: () => void,
): WireHandler {
  let joined: { session: Session; link: VisitorLink } | null = null

  function onFirst(message: VisitorUp): void {
    if (message.type !== 'hello') return wire.close('protocol')
    const session = directory.find(message.sessionId)
    const refusal = session ? refusalOf(session, message) : 'unknownSession'
    if (refusal || !session) return wire.close(refusal ?? 'unknownSession')
    settled()
    const { pageId, sent } = message
    joined = { session, link: session.attachVisitor(wire, { pageId, origin, sent }) }
  }

  function refusalOf(session: Session, hello: Hello): 'version' | 'credential' | 'origin' | null {
    if (!isServed(hello.protocol)) return 'version'
    const hash = credentialHash(hello.credential)
    if (!session.credentialHashes.some((known) => isSameText(hash, known))) return 'credential'
    return isOriginAllowed(origin, session.origins) ? null : 'origin'
  }

  return {
    text(text) {
      const message = parseJson(text, LIMITS.maxJsonBytes, visitorUp)
      if (joined) joined.session.visitor.onMessage(joined.link, message)
      else onFirst(message)
    },
    bytes(bytes) {
      if (!meter.take(bytes.length)) return wire.close('limit')
      if (joined) joined.session.visitor.onBytes(joined.link, bytes)
      else wire.close('protocol')
    },
    closed() {
      meter.stop()
      joined?.session.visitor.onClosed(joined.link)
      joined = null
    },
  }
}
