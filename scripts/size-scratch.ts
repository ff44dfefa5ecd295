import { brotliCompressSync, constants } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import { script } from './bundle-scratch.ts'
const names = process.argv.slice(2)
const c: Record<string, unknown> = { __VISITOR_FOLDER__: '0c6776673be53dd8/', __VISITOR_INTEGRITY__: 'sha256-DGd2ZzvlPdiY52fttRoz61KTSZPyN5UfnA4pl9Y0B14=', __PARTS_INTEGRITY__:'sha256-DGd2ZzvlPdiY52fttRoz61KTSZPyN5UfnA4pl9Y0B14=', __UI_INTEGRITY__:'sha256-Dhd2ZzvlPdiY52fttRo761KTSZPyN5UfnA4pl9Y0B14=', __PARTS__: {} }
for (const name of names) {
  const code = await script(process.cwd(), `src/visitor/entries/${name}.ts`, c, name === 'loader')
  writeFileSync(`/tmp/visitor-${name}.js`, code)
  console.log(name, code.length, brotliCompressSync(Buffer.from(code), { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length } }).length)
}
