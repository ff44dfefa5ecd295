import { guard } from '../loader/guard.ts'
import { createMore } from '../more/more.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(createMore))
