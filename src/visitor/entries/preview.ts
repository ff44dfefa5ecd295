import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createPreviewPart } from '../preview/show.ts'

guard(() => hand(createPreviewPart))
