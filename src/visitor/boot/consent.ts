import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import type { Trigger } from '../api/events.ts'

/** Is the visitor asked (FEATURES section 3)? */
export function needsConsent(trigger: Trigger, mode: VisitorSettings['consent']['mode']): boolean {
  switch (trigger) {
    case 'terms':
    case 'element-terms':
    case 'invitation':
      return true
    case 'button':
    case 'element':
    case 'message':
      return mode !== 'never'
    case 'api':
      // In `page` the site has asked itself.
      return mode === 'always'
  }
}
