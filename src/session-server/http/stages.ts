import { createHash } from 'node:crypto'
import { SERVER_LIMITS } from '../limits.ts'
import { type Headers, OPEN_STAGE, partHeaders, type StagePolicy, stageHeaders } from './headers.ts'
import { stageHtml, stageScript, staticBody } from './pages.ts'
import { type StageParts, stagePartsPath } from './stage-parts.ts'

/** A stage page: the same for everybody who has its address. */
export type Stage = { readonly body: string; readonly headers: Headers }

export interface Stages {
  /** Where the stages with this policy lie. */
  pathFor(policy: StagePolicy): string
  find(path: string): Stage | null
  /** A part of the stage's script. */
  part(path: string): Stage | null
}

const KINDS = ['', '/quirks', '/limited', '/nested', '/nested-quirks', '/nested-limited']
const PATH =
  /^(\/stage(?:\/[A-Za-z0-9_-]{22})?)(|\/quirks|\/limited|\/nested|\/nested-quirks|\/nested-limited)$/

/**
 * Stages have no cookie and no data, so what their policy permits is part of their address: `/stage`, or `/stage/<hash of
 * the policy>`, which is known here since a view was served with it. Content policies compare paths, so a stage
 * can only have nested stages of its own policy.
 */
export function createStages(publicUrl: string, source: string, parts: StageParts): Stages {
  const partsPath = stagePartsPath(parts)
  const { text, cspHash } = stageScript(source)
  const bodies = KINDS.map((kind) => staticBody(stageHtml(text, kind)))
  /** By path without kind; the one that was asked for last comes last. */
  const known = new Map<string, readonly Stage[]>()

  function make(path: string, policy: StagePolicy): void {
    const stages = KINDS.map((kind, i) => {
      const { body = '', hash = '' } = bodies[i] ?? {}
      const isNested = kind.includes('nested')
      const headers = stageHeaders(publicUrl, { cspHash, partsPath }, isNested, policy, path)
      return { body, headers: { ...headers, ETag: `"${hash}"` } }
    })
    known.set(path, stages)
  }

  make('/stage', OPEN_STAGE)
  return {
    pathFor(policy) {
      if (policy.assets === null && policy.ancestors.length === 0 && !policy.isPlain) return '/stage'
      const text = JSON.stringify([policy.assets, policy.ancestors, policy.isPlain ?? false])
      const path = `/stage/${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
      const stages = known.get(path)
      known.delete(path)
      if (stages) known.set(path, stages)
      else make(path, policy)
      // More than there are sessions with room: the oldest is in no use any more.
      for (const [oldest] of known)
        if (known.size > SERVER_LIMITS.maxStagePolicies && oldest !== '/stage') known.delete(oldest)
      return path
    },
    find(path) {
      const [, base = '', kind = ''] = PATH.exec(path) ?? []
      return known.get(base)?.[KINDS.indexOf(kind)] ?? null
    },
    part(path) {
      const [, name = ''] =
        /^(\w+)\.js$/.exec(path.startsWith(partsPath) ? path.slice(partsPath.length) : '') ?? []
      const body = Object.hasOwn(parts, name) ? parts[name] : undefined
      return body === undefined
        ? null
        : { body, headers: partHeaders(publicUrl, SERVER_LIMITS.assetMaxAgeSeconds) }
    },
  }
}
