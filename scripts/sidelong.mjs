#!/usr/bin/env node
// `npx sidelong …`: the same as `npm run sidelong -- …`, from any folder.
process.argv.splice(2, 0, 'src/cli/operator.ts')
await import('./run.mjs')
