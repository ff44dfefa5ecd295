import type { Fact } from '../frame/facts.tsx'
import classes from './reports.module.css'

/** Large numbers with their titles. */
export function Totals({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes['totals']}>
      {facts.map(([title, value]) => (
        <div key={title} className={classes['total']}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function shareOf(part: number, all: number): string {
  return all === 0 ? '0' : `${part} (${Math.round((100 * part) / all)} %)`
}
