import { createCompat, type SidelongLike, toConfig } from '../compat/compat.ts'
import { guard } from '../loader/guard.ts'
import { startLoader } from '../loader/start-loader.ts'

type Page = {
  GLANCE_COBROWSE?: Record<string, unknown>
  GLANCE?: unknown
  SidelongConfig?: Record<string, unknown>
  Sidelong?: SidelongLike
}

/** The loader for sites that were tagged for the older product: they change the address of the script, and nothing else. */
guard(() => {
  const page = window as Page
  if (page.GLANCE_COBROWSE)
    page.SidelongConfig = { ...toConfig(page.GLANCE_COBROWSE), ...page.SidelongConfig }
  startLoader(__VERSION__, __VISITOR_FOLDER__, __VISITOR_INTEGRITY__)
  const { Sidelong: sidelong } = page
  if (!sidelong) return
  page.GLANCE ??= createCompat(sidelong)
  addEventListener('message', (event) => {
    if (event.data?.glance_invoke) sidelong.message(event)
  })
})
