import type { Privacy } from '../privacy/privacy.ts'
import type { MaskRules } from '../privacy/rules.ts'
import type { RemoteParts } from './remote.ts'

/** Judges by the rules that the running capture masks by, as they are now; `null`: nothing does, so everything is hidden. */
export function createJudge({
  window,
  memory,
  natives,
  createPrivacy,
}: Pick<RemoteParts, 'window' | 'memory' | 'natives' | 'createPrivacy'>): () => Privacy | null {
  let privacy: Privacy | null = null
  let judged: MaskRules | null = null
  return () => {
    if (memory.rules !== judged || !privacy)
      privacy = memory.rules && createPrivacy(window, memory.rules, memory, natives)
    judged = memory.rules
    return privacy
  }
}
