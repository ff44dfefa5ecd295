import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createRemote } from '../remote/remote.ts'

guard(() => hand(createRemote))
