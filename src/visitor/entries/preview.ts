import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { showPreview } from '../preview/show.ts'

guard(() => hand(showPreview))
