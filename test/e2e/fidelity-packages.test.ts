import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { scenario } from '../support/scenario.ts'
import { copySwagger } from '../support/swagger.ts'
import { type TourStop, tour } from '../support/tour.ts'

/* Pages that npm packages ship, served as the customer's site: nobody wrote them with us in mind. */

type Site = { name: string; folder: string; start: string; stops: readonly TourStop[] }

const packageFolder = (name: string): string => join(rootDir, 'node_modules', name)

function press(path: string, act: (page: Page) => Promise<void>): TourStop {
  return { path, act: ({ visitor }) => act(visitor.page) }
}

function swaggerSite(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-swagger-'))
  copySwagger(folder)
  return folder
}

const sites: readonly Site[] = [
  {
    name: 'startbootstrap-sb-admin-2',
    folder: packageFolder('startbootstrap-sb-admin-2'),
    start: 'blank.html',
    stops: [
      {
        ...press('index.html', async (page) => {
          await page.locator('#sidebarToggle').click()
          await page.locator('#userDropdown').click()
        }),
      },
      { path: 'buttons.html' },
      press('cards.html', (page) => page.locator('a[href="#collapseCardExample"]').click()),
      { path: 'forgot-password.html' },
      press('register.html', (page) => page.locator('#exampleFirstName').fill('Ada')),
      press('tables.html', async (page) => {
        await page.locator('input[type=search]').fill('London')
        await page.locator('th').first().click()
      }),
      { path: 'charts.html' },
      { path: 'utilities-animation.html' },
      { path: '404.html' },
    ],
  },
  {
    name: 'swagger-ui-dist',
    folder: swaggerSite(),
    start: 'index.html',
    stops: [press('index.html', (page) => page.locator('.opblock-summary').first().click())],
  },
  {
    name: 'reveal.js',
    folder: packageFolder('reveal.js'),
    start: 'index.html',
    stops: [
      { path: 'index.html' },
      press('demo.html', async (page) => {
        await page.keyboard.press('ArrowRight')
        await page.keyboard.press('ArrowDown')
        // Its slides move for most of a second.
        await page.waitForTimeout(1_200)
      }),
    ],
  },
  {
    name: 'jquery-ui-dist',
    folder: packageFolder('jquery-ui-dist'),
    start: 'index.html',
    stops: [
      press('index.html', async (page) => {
        await page.locator('#accordion h3').nth(1).click()
        await page.locator('#tabs a').nth(2).click()
        await page.locator('#autocomplete').fill('java')
        await page.waitForTimeout(1_000)
      }),
    ],
  },
]

for (const { name, folder, start, stops } of sites) {
  scenario(
    `PL-7 MIRROR 7: the pages of ${name} look the same at the agent`,
    {
      stack: { site: folder },
      path: start,
      // What a package's own pages ask for in vain is theirs.
      allowConsole: [/Failed to load resource/, /ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|CONNECTION)/],
      timeoutMs: 240_000,
    },
    async (s) => {
      await s.meet()
      expect(await tour(s, stops)).toEqual([])
    },
  )
}
