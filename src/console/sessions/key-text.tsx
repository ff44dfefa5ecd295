import { displayKey } from '../join/key.ts'
import classes from './key-text.module.css'

/** A session key; in a font in which no two characters look alike. */
export function KeyText({ value }: { value: string }) {
  return <span className={classes['key']}>{displayKey(value)}</span>
}
