import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { modes } from '../privacy/modes.ts'

guard(() => hand(modes))
