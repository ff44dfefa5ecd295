import { createNested } from '../capture/tree/nested.ts'
import { createGuest } from '../frames/guest.ts'
import { createFrameHost } from '../frames/host.ts'
import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand({ createFrameHost, createGuest, createNested }))
