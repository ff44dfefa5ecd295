import { texts } from '../texts.ts'

const words: Readonly<Record<string, string>> = { ...texts.names.rights, ...texts.names.events }
const roles: Readonly<Record<string, string>> = texts.names.roles

/** A right or an event as people read it; as the API names it if the server knows more than this page. */
export const nameText = (name: string): string => (Object.hasOwn(words, name) && words[name]) || name

/** The title of a role: those that every group has are told in the agent's language, own ones as they were written. */
export const roleText = (title: string): string => (Object.hasOwn(roles, title) && roles[title]) || title
