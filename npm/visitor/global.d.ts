// For pages that carry the tag: `import type {} from '@sidelong/visitor/global'`.
import type { Identity, MaskingHook, SidelongApi } from './index.js'

declare global {
  interface Window {
    readonly Sidelong?: SidelongApi
    SidelongConfig?: Identity & { groupId?: number; getMaskingDescriptor?: MaskingHook }
    SidelongQueue?: { push(...calls: ((sidelong: SidelongApi) => void)[]): unknown }
  }
}
