import type { ReactNode } from 'react'
import classes from './data-table.module.css'

export type Fact = readonly [title: string, value: ReactNode]

/** Titles with what there is to say of each. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes['facts']}>
      {facts.map(([title, value]) => (
        <div key={title} className={classes['fact']}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
