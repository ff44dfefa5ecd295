// `npm run sidelong -- lint …`: what could agents read of these pages that looks as if they should not (MK-29)?
import { parseArgs } from 'node:util'
import { CliError } from '../cli-error.ts'
import { checkPages } from './check-pages.ts'
import { makeReport, reportLines } from './report.ts'
import { readRules } from './rules.ts'
import { openTargets } from './targets.ts'

export const LINT_HELP = `Sidelong: which fields and texts of these pages look sensitive, and are not masked?

  npm run sidelong -- lint PAGE... [options]

  PAGE                  the address of a page, or a folder: all its HTML files
  --group ID --server URL [--site staging] [--origin URL]
                        under the masks of this group; without them, under those of the group that the page's tag names
  --masks FILE          under the masks of a JSON file: {"mode": …, "selectors": […], "unmaskSelectors": […]}
  --role NAME           as agents of this role see the page
  --personal            names, addresses, phone numbers and the like are findings, too
  --fields              list every field that agents can read, also those that look harmless
  --json                one line of JSON instead of prose
  --help                print this

It opens each page in Chromium (in PATH, or CHROMIUM_PATH), as a new visitor would, and reads no value of a field.
Exit code: 0 nothing found, 1 something found, 2 a page or its masks could not be read.
`

/** What the command says, for whom, and how it ends. */
export type LintAnswer = { readonly text: string; readonly code: 0 | 1 | 2 }

/** Runs the command. Throws a {@link CliError} for what cannot be done at all. */
export async function lint(args: readonly string[], root: string): Promise<LintAnswer> {
  const { values, positionals } = parse(args)
  if (values.help) return { text: LINT_HELP, code: 0 }
  if (positionals.length === 0) throw new CliError('name a page or a folder (see --help)')
  const rulesFor = await readRules(values)
  const targets = await openTargets(positionals)
  try {
    const results = await checkPages(targets.pages, root, rulesFor)
    const report = makeReport(results, values.personal ?? false)
    const text = values.json
      ? `${JSON.stringify(report)}\n`
      : `${reportLines(report, values.fields).join('\n')}\n`
    if (results.some(({ error }) => error !== null)) return { text, code: 2 }
    return { text, code: report.count > 0 ? 1 : 0 }
  } finally {
    await targets.stop()
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        group: { type: 'string' },
        server: { type: 'string' },
        site: { type: 'string' },
        origin: { type: 'string' },
        masks: { type: 'string' },
        role: { type: 'string' },
        personal: { type: 'boolean' },
        fields: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error))
  }
}
