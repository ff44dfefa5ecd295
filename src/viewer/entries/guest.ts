import { createClock } from '../../base/clock.ts'
import { startGuest } from '../guest/guest.ts'

/* The page `/guest/`. */

const root = document.getElementById('app')
if (root)
  startGuest(
    root,
    window,
    createClock(window, () => Date.now()),
  )
