import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptedLanguages } from '../../node/accept-language.ts'
import { chooseLanguage, type Language, languageOf } from '../../protocol/languages.ts'
import type { CurrentUser } from './current-user.ts'

/** What somebody chose in this browser, for its pages before the log-in. It decides nothing but words. */
const COOKIE = '__Host-sidelong-language'
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const
const YEAR_SECONDS = 31_536_000

/** `null`: as the browser says. */
export function keepLanguage(reply: FastifyReply, language: Language | null): void {
  if (language === null) reply.clearCookie(COOKIE, ATTRIBUTES)
  else reply.setCookie(COOKIE, language, { ...ATTRIBUTES, maxAge: YEAR_SECONDS })
}

/** The language that somebody has chosen: for their account, else in this browser; `null` if neither. */
export function chosenLanguage(
  request: FastifyRequest,
  user: Pick<CurrentUser, 'language'> | null,
): Language | null {
  return user?.language ?? languageOf(request.cookies[COOKIE])
}

/** The language of a page (VW-10): as chosen, else as the browser asks for, else English. */
export function pageLanguage(
  request: FastifyRequest,
  user: Pick<CurrentUser, 'language'> | null = null,
): Language {
  return (
    chosenLanguage(request, user) ?? chooseLanguage(acceptedLanguages(request.headers['accept-language']))
  )
}
