import type { Page } from 'playwright-core'
import type { FidelityCase } from '../case.ts'
import { FOCUS_PIXELS } from '../known-limits.ts'

/** Pages that npm packages ship: nobody wrote them with us in mind. */
function packaged(
  name: string,
  path: string,
  steps?: FidelityCase['steps'],
  more: Partial<FidelityCase> = {},
): FidelityCase {
  const page = path.replace(/\.html$/, '')
  return {
    name: `package/${name}/${page}`,
    site: 'corpus',
    path: `packages/${name}/${path}`,
    // What a package's own pages ask for in vain is theirs.
    allowConsole: [/Failed to load resource/, /ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|CONNECTION)/],
    limits: [FOCUS_PIXELS],
    ...(steps ? { steps } : {}),
    ...more,
  }
}

const SB_ADMIN = 'startbootstrap-sb-admin-2'
const first = (page: Page, selector: string): Promise<void> => page.locator(selector).first().click()

export const packageCases: readonly FidelityCase[] = [
  packaged(SB_ADMIN, 'index.html', async (page) => {
    await first(page, '#sidebarToggle')
    await first(page, '#userDropdown')
  }),
  packaged(SB_ADMIN, 'buttons.html'),
  packaged(SB_ADMIN, 'cards.html', (page) => first(page, 'a[href="#collapseCardExample"]')),
  packaged(SB_ADMIN, 'forgot-password.html'),
  packaged(SB_ADMIN, 'register.html', (page) => page.locator('#exampleFirstName').fill('Ada'), {
    limits: [{ kinds: ['pixels'], maxPixelShare: 0.01, reason: 'hidden fields are hatched (MK-19)' }],
  }),
  packaged(
    SB_ADMIN,
    'tables.html',
    async (page) => {
      await page.locator('input[type=search]').fill('London')
      await first(page, 'th')
    },
    { isShort: true },
  ),
  packaged(SB_ADMIN, 'charts.html'),
  packaged(SB_ADMIN, 'utilities-animation.html'),
  packaged(SB_ADMIN, '404.html'),
  packaged('swagger-ui-dist', 'index.html', (page) => first(page, '.opblock-summary'), { isShort: true }),
  packaged('reveal.js', 'index.html'),
  packaged('reveal.js', 'demo.html', async (page) => {
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
  }),
  packaged('jquery-ui-dist', 'index.html', async (page) => {
    await page.locator('#accordion h3').nth(1).click()
    await page.locator('#tabs a').nth(2).click()
    await page.locator('#autocomplete').fill('java')
    await page.locator('.ui-autocomplete li').first().waitFor()
  }),
]
