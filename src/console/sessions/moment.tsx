import { locale } from '../texts.ts'

const FORMAT = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const EXACT = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })

/** A time of day as this browser's user writes it; with seconds where the order of events counts. */
export function Moment({ at, isExact = false }: { at: string; isExact?: boolean }) {
  const date = new Date(at)
  const format = isExact ? EXACT : FORMAT
  return <time dateTime={at}>{Number.isNaN(date.getTime()) ? at : format.format(date)}</time>
}
