import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { wordlessCss } from '../privacy/css.ts'

guard(() => hand(wordlessCss))
