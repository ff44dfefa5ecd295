import { makeInert } from '../stage/inert-events.ts'
import type { LoadPart } from '../stage/parts/parts.ts'
import { startNestedStage, startTopStage } from '../stage/stage.ts'
import { portMessage } from '../stage-messages.ts'

/* The only script of a stage document but for its parts. It exposes nothing, and takes exactly one port: from the window around it. */

makeInert(window, document)

const load: LoadPart = (name) => __import(`${__STAGE_PARTS__}${name}.js`)

const outer = window.parent
if (outer !== window) window.addEventListener('message', listen)

function listen(event: MessageEvent): void {
  if (event.source !== outer) return
  window.removeEventListener('message', listen)
  const [port] = event.ports
  if (!port || event.ports.length !== 1) return
  const { role, document: own, depth } = portMessage(event.data)
  if (role === 'top') startTopStage(port, load)
  else startNestedStage(port, own, depth, load)
}
