import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createHttpSocket } from '../transport/http-socket.ts'

guard(() => hand(createHttpSocket))
