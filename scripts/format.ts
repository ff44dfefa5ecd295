// `npm run format [-- files]`: writes the formatting and the order of imports.
import { runTool } from './processes.ts'

const args = [
  'check',
  '--write',
  '--linter-enabled=false',
  '--no-errors-on-unmatched',
  ...process.argv.slice(2),
]

// Ordering imports and formatting can each make work for the other, which one pass leaves undone.
await runTool('node_modules/@biomejs/biome/bin/biome', args)
const problems = await runTool('node_modules/@biomejs/biome/bin/biome', args)
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
