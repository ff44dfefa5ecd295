import type { SidelongAgentError as Public } from './public.ts'

export class SidelongAgentError extends Error implements Public {
  override readonly name = 'SidelongAgentError'
  readonly code: string
  readonly retryAfterSeconds: number | undefined
  constructor(code: string, retryAfterSeconds?: number) {
    super(code)
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}
