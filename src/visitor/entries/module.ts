import type { loadSidelong as Load, LoadOptions, SidelongApi } from '../api/public.ts'
import { moduleTag } from '../loader/module-tag.ts'
import { startLoader } from '../loader/start-loader.ts'

/** The npm module `@sidelong/visitor` (EM-8); its types are api/public.ts. */
export const loadSidelong: typeof Load = (options?: LoadOptions) => {
  const page = window as { Sidelong?: SidelongApi }
  startLoader(
    __VERSION__,
    __VISITOR_FOLDER__,
    __VISITOR_INTEGRITY__,
    moduleTag(document, __VERSION__, options),
  )
  return page.Sidelong as SidelongApi
}
