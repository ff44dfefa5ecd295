import { useEffect, useState } from 'react'
import { CLOCK_TICK_MS } from './limits.ts'

/** The current time, in milliseconds since 1970; renders again as it goes on. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), CLOCK_TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
