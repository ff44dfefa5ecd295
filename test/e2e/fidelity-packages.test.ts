import { join } from 'node:path'
import { expect } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { scenario } from '../support/scenario.ts'
import { type TourStop, tour } from '../support/tour.ts'

/* Pages that npm packages ship, served as the customer's site: nobody wrote them with us in mind. */

type Site = { name: string; folder: string; start: string; stops: readonly TourStop[]; allowConsole?: readonly RegExp[] }

const sites: readonly Site[] = [
  {
    name: 'startbootstrap-sb-admin-2',
    folder: 'startbootstrap-sb-admin-2',
    start: 'blank.html',
    stops: ['index.html', 'buttons.html', 'cards.html', 'forgot-password.html', 'login.html', 'register.html', 'tables.html', 'charts.html', 'utilities-animation.html', '404.html'].map((path) => ({ path })),
  },
  {
    name: 'swagger-ui-dist',
    folder: 'swagger-ui-dist',
    start: 'index.html',
    stops: [{ path: 'index.html' }],
    allowConsole: [/petstore/],
  },
  {
    name: 'reveal.js',
    folder: 'reveal.js',
    start: 'index.html',
    stops: [{ path: 'index.html' }, { path: 'demo.html' }],
  },
  {
    name: 'jquery-ui-dist',
    folder: 'jquery-ui-dist',
    start: 'index.html',
    stops: [{ path: 'index.html' }],
  },
]

for (const { name, folder, start, stops, allowConsole = [] } of sites) {
  scenario(
    `PL-7 MIRROR 7: the pages of ${name} look the same at the agent`,
    {
      stack: { site: join(rootDir, 'node_modules', folder) },
      path: start,
      // What a package's own pages ask for in vain is theirs.
      allowConsole: [/Failed to load resource/, ...allowConsole],
      timeoutMs: 240_000,
    },
    async (s) => {
      await s.meet()
      expect(await tour(s, stops)).toEqual([])
    },
  )
}
