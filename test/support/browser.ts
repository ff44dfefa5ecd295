import { type Browser, chromium } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.ts'

/** A real Chromium, headless, the one that all tests use; with the back/forward cache that people's have, too. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, ...more],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
}
