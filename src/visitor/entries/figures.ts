import { createFigures } from '../figures/figures.ts'
import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(createFigures))
