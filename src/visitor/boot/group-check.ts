import type { TagConfig } from '../loader/tag.ts'

/**
 * The group check (FEATURES section 8): may a session of this group run on this page? Decides on every trigger (GC-1 to
 * GC-6) from the frozen tag alone, so that nothing a caller says can change it (GC-11).
 */
export function mayRunIn(tag: Pick<TagConfig, 'groupId' | 'additionalGroupIds'>, groupId: number): boolean {
  return groupId === tag.groupId || tag.additionalGroupIds.includes(groupId)
}
