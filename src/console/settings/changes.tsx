import type { SettingChange } from '../../protocol/settings-api.ts'
import { texts } from '../texts.ts'
import classes from './settings.module.css'
import { describeValue, wordsOf } from './words.ts'

type Props = { changes: readonly SettingChange[]; before: string; after: string }

/** Changes of settings, each with its value before and after. */
export function Changes({ changes, before, after }: Props) {
  return (
    <ul className={classes['changes']}>
      {changes.map((change) => (
        <li key={change.key} className={classes['change']}>
          <div>
            <span className={classes['title']}>{wordsOf(change.key).title}</span>
            <code className={classes['key']}>{change.key}</code>
            <br />
            {change.isLoosening && (
              <span className={classes['looser']}>{texts.settings.difference.loosens}</span>
            )}
          </div>
          <dl>
            <dt>{before}</dt>
            <dd>{describeValue(change.before)}</dd>
          </dl>
          <dl>
            <dt>{after}</dt>
            <dd>{describeValue(change.after)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  )
}
