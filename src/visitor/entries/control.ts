import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createControl } from '../remote/control.ts'

guard(() => hand(createControl))
