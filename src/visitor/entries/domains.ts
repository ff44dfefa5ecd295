import { guard } from '../loader/guard.ts'
import { createDomains } from '../more/domains.ts'
import { hand } from '../parts/hand.ts'

guard(() => hand(createDomains))
