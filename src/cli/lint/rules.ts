import { readFile } from 'node:fs/promises'
import { list, object, oneOf, optional, ParseError, text } from '../../base/parse.ts'
import { groupIdFromText, SITES, type Site } from '../../protocol/ids.ts'
import type { CheckRules } from '../../protocol/page-check.ts'
import { settingsResponse } from '../../protocol/rest.ts'
import { CliError } from '../cli-error.ts'

/** What the page's own tag says, as the loader reads it. */
export type PageTag = { readonly server: string; readonly groupId: number; readonly site: Site }

/** The masks for a page of this origin; `null`: nobody says which, so only what is always masked is. */
export type RulesFor = (origin: string, tag: PageTag | null) => Promise<CheckRules | null>

export type RuleOptions = {
  readonly group?: string | undefined
  readonly server?: string | undefined
  readonly site?: string | undefined
  readonly origin?: string | undefined
  readonly masks?: string | undefined
  readonly role?: string | undefined
}

const TIMEOUT_MS = 15_000
const selectors = optional(list(text(1_000, { min: 1 }), 1_000))
const masksFile = object({
  mode: optional(oneOf('listed', 'inputs', 'all')),
  selectors,
  unmaskSelectors: selectors,
})

/** Where the masks come from: a file, a group, or each page's tag. Throws a {@link CliError} for options that do not fit. */
export async function readRules(options: RuleOptions): Promise<RulesFor> {
  const { group, server, site = 'production', origin, masks, role } = options
  if (masks !== undefined) {
    if (group !== undefined || server !== undefined) throw new CliError('--masks or --group, not both')
    const rules = await readMasksFile(masks)
    return async () => rules
  }
  if ((group === undefined) !== (server === undefined)) throw new CliError('--group and --server go together')
  if (!SITES.includes(site as Site)) throw new CliError(`--site must be one of ${SITES.join(', ')}`)
  const fetched = new Map<string, Promise<CheckRules>>()
  const forced = server === undefined ? null : readTagOptions(server, group ?? '', site as Site)
  return async (pageOrigin, tag) => {
    const source = forced ?? tag
    if (!source) return null
    const from = origin ?? pageOrigin
    const key = `${source.server} ${source.groupId} ${source.site} ${from}`
    const rules = fetched.get(key) ?? fetchRules(source, from, role)
    fetched.set(key, rules)
    return rules
  }
}

async function readMasksFile(path: string): Promise<CheckRules> {
  try {
    const { mode, selectors: masked, unmaskSelectors } = masksFile(JSON.parse(await readFile(path, 'utf8')))
    return { mode: mode ?? 'listed', selectors: masked ?? [], unmaskSelectors: unmaskSelectors ?? [] }
  } catch (error) {
    const isOurs = error instanceof ParseError || error instanceof SyntaxError
    throw new CliError(`--masks ${path}: ${isOurs ? error.message : 'cannot be read'}`)
  }
}

function readTagOptions(server: string, group: string, site: Site): PageTag {
  const groupId = groupIdFromText(group)
  if (groupId === null) throw new CliError(`--group ${group}: must be a number from 1 to 999999999`)
  if (!URL.canParse(server)) throw new CliError(`--server ${server}: must be an address like https://host`)
  return { server: new URL(server).origin, groupId, site }
}

/** The group's masks, as a visitor of that origin gets them. */
async function fetchRules(
  { server, groupId, site }: PageTag,
  origin: string,
  role?: string,
): Promise<CheckRules> {
  const refuse = (why: string) =>
    new CliError(`the masks of group ${groupId} cannot be had from ${server}: ${why}`)
  let answer: unknown
  try {
    const response = await fetch(`${server}/v1/visitor/settings`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: origin },
      body: JSON.stringify({ groupId, site }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    answer = await response.json()
    if (!response.ok) throw refuse((answer as { title?: string }).title ?? String(response.status))
  } catch (error) {
    if (error instanceof CliError) throw error
    throw refuse('no answer')
  }
  const { masking } = settingsResponse(answer).settings
  const forRole = role === undefined ? [] : masking.roleSelectors[role]
  return {
    mode: masking.mode,
    selectors: [...masking.selectors, ...(forRole ?? [])],
    unmaskSelectors: masking.unmaskSelectors,
  }
}
