const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A time of day as this browser's user writes it. */
export function Moment({ at }: { at: string }) {
  const date = new Date(at)
  return <time dateTime={at}>{Number.isNaN(date.getTime()) ? at : FORMAT.format(date)}</time>
}
