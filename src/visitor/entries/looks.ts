import { startLooks } from '../capture/style/looks.ts'
import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(startLooks))
