import type { StageRealm } from './stage-realm.ts'
import realmUrl from './stage-realm.ts?url'

export type StageFrame = { readonly window: Window; readonly realm: StageRealm; readonly isQuirks: boolean }

/** Frames with the stage's code in them: loading one takes longer than a whole seed, so they are used again. */
const idle: StageFrame[] = []
const WANTED = { standards: 7, quirks: 4 }

/** Enough stages for one program, whatever it does: while it runs there is no time to load any. */
export async function fillPool(): Promise<void> {
  for (const isQuirks of [false, true]) {
    const count = idle.filter((one) => one.isQuirks === isQuirks).length
    for (let i = count; i < (isQuirks ? WANTED.quirks : WANTED.standards); i++)
      idle.push(await makeStage(isQuirks))
  }
}

export function takeStage(isQuirks: boolean): StageFrame {
  const at = idle.findIndex((one) => one.isQuirks === isQuirks)
  const [stage] = at < 0 ? [] : idle.splice(at, 1)
  if (!stage) throw new Error('more documents than stages')
  return stage
}

export function giveBack(stage: StageFrame): void {
  idle.push(stage)
}

async function makeStage(isQuirks: boolean): Promise<StageFrame> {
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position: fixed; left: 0; top: 0; width: 800px; height: 600px'
  document.body.append(frame)
  const window = frame.contentWindow as Window
  // Written, because a srcdoc document is never in quirks mode.
  window.document.open()
  window.document.write(`${isQuirks ? '' : '<!doctype html>'}<html><head></head></html>`)
  window.document.close()
  const realm = await new Promise<StageRealm>((resolve, reject) => {
    Object.assign(window, { realmReady: resolve })
    const script = window.document.createElement('script')
    script.type = 'module'
    script.src = realmUrl
    script.onerror = () => reject(new Error(`cannot load ${realmUrl}`))
    window.document.head.append(script)
  })
  return { window, realm, isQuirks }
}
