import { texts } from '../texts.ts'
import classes from './brand.module.css'

/** The product's mark (as in favicon.svg) and name. */
export function Brand({ size = 28 }: { size?: number }) {
  return (
    <span className={classes['brand']}>
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
        <rect x="2" y="4" width="19" height="17" rx="5" fill="#0f7378" />
        <rect
          className={classes['front']}
          x="11"
          y="11"
          width="19"
          height="17"
          rx="5"
          fill="#f0a63c"
          strokeWidth="2"
        />
      </svg>
      <span className={classes['name']}>{texts.product}</span>
    </span>
  )
}
