import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

// The table of what can be loaded later: the visitor script knows the hash of this file alone.
guard(() => hand(__PARTS__))
