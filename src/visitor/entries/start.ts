import { createAttempt } from '../boot/attempt.ts'
import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(createAttempt))
