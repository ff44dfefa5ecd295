import { list, text } from '../base/parse.ts'

/** Pages that may have a viewer inside (AE-1), as they stand in `frame-ancestors`: nothing that would end the directive. */
export const MAX_PARENTS = 10
export const parentOrigins = list(
  text(255, { pattern: /^https?:\/\/[a-z0-9_-]+(\.[a-z0-9_-]+)*(:[0-9]{1,5})?$/ }),
  MAX_PARENTS,
)
