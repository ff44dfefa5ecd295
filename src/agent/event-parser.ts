import { AGENT_LIMITS } from './limits.ts'

/**
 * Reads server-sent events out of text that comes in pieces; comments are left out. Throws RangeError for an event that is
 * longer than any of ours.
 */
export function createEventParser(tell: (type: string, data: string) => void): (piece: string) => void {
  let rest = ''
  return (piece) => {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const type = /^event: (.*)$/m.exec(block)?.[1]
      const data = /^data: (.*)$/m.exec(block)?.[1]
      if (type !== undefined && data !== undefined) tell(type, data)
    }
    if (rest.length > AGENT_LIMITS.maxEventLength) throw new RangeError('an event is too long')
  }
}
