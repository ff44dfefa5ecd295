import { oneOf } from '../base/parse.ts'
import { type Language, languageOf } from './languages.ts'

/** What whoever opens a viewer may choose from, as far as privileges permit (AE-3). */
export const VIEWER_TOOLS = [
  'follow',
  'find',
  'laser',
  'highlight',
  'pen',
  'ink',
  'box',
  'arrow',
  'control',
  'guests',
  'transfer',
  'end',
] as const
export type ViewerTool = (typeof VIEWER_TOOLS)[number]
export const viewerTool = oneOf(...VIEWER_TOOLS)

/** How a viewer is to look, in the query of each address on the way to it (AE-5). `null`: as usual; all tools. */
export type ViewChoice = { readonly language: Language | null; readonly tools: readonly ViewerTool[] | null }

/** Out of an address from outside: what is no tool is left out. */
export function viewChoiceOf(query: { get(name: string): string | null }): ViewChoice {
  const names = query.get('tools')?.split(',')
  return {
    language: languageOf(query.get('lang')),
    tools: names ? VIEWER_TOOLS.filter((tool) => names.includes(tool)) : null,
  }
}

export function choiceEntries({ language, tools }: ViewChoice): Record<string, string> {
  return { ...(language !== null && { lang: language }), ...(tools !== null && { tools: tools.join(',') }) }
}
