import { guard } from '../loader/guard.ts'
import { hand } from '../parts/hand.ts'
import { createVoice } from '../remote/voice.ts'

guard(() => hand(createVoice))
