import { createSelection } from '../capture/state/selection.ts'
import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(createSelection))
