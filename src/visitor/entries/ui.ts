import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createUi } from '../ui/ui.ts'

guard(() => hand(createUi))
