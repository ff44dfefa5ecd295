import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createApproval } from '../remote/approval.ts'

guard(() => hand(createApproval))
