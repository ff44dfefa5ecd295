import type { Status } from '../../protocol/life-cycle.ts'
import { texts } from '../texts.ts'
import classes from './status-words.module.css'

/** A status as a dot and words; the words alone say it. */
export function StatusWords({ status }: { status: Status }) {
  return (
    <span className={classes['status']} data-status={status}>
      {texts.status[status]}
    </span>
  )
}
