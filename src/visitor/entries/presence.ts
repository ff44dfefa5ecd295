import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createPresence } from '../presence/presence.ts'

guard(() => hand(createPresence))
