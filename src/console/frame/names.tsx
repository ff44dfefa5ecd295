import { Checkbox } from '@mantine/core'
import { nameText } from './name-texts.ts'
import classes from './names.module.css'

type ChoicesProps = {
  readonly label: string
  readonly names: readonly string[]
  readonly value: string[]
  readonly onChange: (next: string[]) => void
}

/** Some of many names: of rights, or of events. */
export function NameChoices({ label, names, value, onChange }: ChoicesProps) {
  return (
    <Checkbox.Group label={label} value={value} onChange={onChange}>
      <div className={classes['choices']}>
        {names.map((name) => (
          <Checkbox key={name} value={name} label={nameText(name)} title={name} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

type ListProps = {
  readonly label?: string
  readonly names: readonly string[]
  /** Those that are not crossed out; all if absent. */
  readonly inForce?: readonly string[]
}

export function NameList({ label, names, inForce = names }: ListProps) {
  return (
    <ul className={classes['list']} aria-label={label}>
      {names.map((name) => (
        <li
          key={name}
          className={classes['name']}
          title={name}
          data-off={!inForce.includes(name) || undefined}
        >
          {nameText(name)}
        </li>
      ))}
    </ul>
  )
}
