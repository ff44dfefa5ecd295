import { createHash } from 'node:crypto'

/** Code of the stage that it loads when it needs it (docs/decisions/0022): the files of these names in src/viewer/stage/parts. */
export const STAGE_PARTS = ['digest', 'frames', 'hand', 'looks'] as const

/** The code by its name. */
export type StageParts = Readonly<Record<string, string>>

/** The folder in which a stage looks for these parts. The build writes it into the stage's script, whose hash pins it and so them. */
export function stagePartsPath(parts: StageParts): string {
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(parts).sort()))
  return `/stage/parts/${hash.digest('base64url').slice(0, 22)}/`
}
