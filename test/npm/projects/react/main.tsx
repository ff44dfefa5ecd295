import type { SessionState } from '@sidelong/visitor'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { sidelong } from './sidelong'

function useSidelongState(): SessionState {
  const [state, setState] = useState(sidelong.state)
  useEffect(() => sidelong.on('state', (event) => setState(event.state)), [])
  return state
}

function App() {
  const state = useSidelongState()
  const [key, setKey] = useState('')
  const start = () => void sidelong.start({ randomKey: true }).then((session) => setKey(session.key))
  return (
    <>
      <button type="button" onClick={start}>
        Get help
      </button>
      <output>{key && state === 'waiting' ? `W ${key === sidelong.getKey()}` : state}</output>
    </>
  )
}

createRoot(document.querySelector('#app') as HTMLElement).render(<App />)
