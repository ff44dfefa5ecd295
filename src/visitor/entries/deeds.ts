import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createDeeds } from '../remote/deeds.ts'

guard(() => hand(createDeeds))
