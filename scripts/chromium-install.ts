import { findChromium, findChromiumIfAny } from './chromium.ts'
import { installFromDebian } from './debian-install.ts'

/** Makes sure that tests have a Chromium: installs Debian's package when there is none. Throws when it cannot. */
export function ensureChromium(): string {
  // A wrong CHROMIUM_PATH is a mistake to report, not a reason to install something.
  if (findChromiumIfAny() === undefined && !process.env.CHROMIUM_PATH)
    installFromDebian('chromium', 'install the package "chromium" or set CHROMIUM_PATH')
  return findChromium()
}
