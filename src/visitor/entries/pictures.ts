import { createPictures } from '../capture/pictures/pictures.ts'
import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(createPictures))
