import type { SessionSummary } from '../../protocol/rest.ts'
import { columns } from './columns.tsx'
import classes from './history.module.css'

/** The table's rows one below the other, for narrow windows. */
export function HistoryList({ sessions }: { sessions: readonly SessionSummary[] }) {
  return (
    <ul className={`${classes['panel']} ${classes['list']}`}>
      {sessions.map((session) => (
        <li key={session.id} className={classes['card']}>
          <dl className={classes['facts']}>
            {columns.map(({ title, cell }) => (
              <div key={title} className={classes['fact']}>
                <dt>{title}</dt>
                <dd>{cell(session)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}
