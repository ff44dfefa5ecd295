import { createCompat } from '../compat/compat.ts'
import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(createCompat))
