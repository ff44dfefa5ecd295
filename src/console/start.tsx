import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from './api/client.ts'
import { App } from './app.tsx'
import { takeStyleNonce } from './style-nonce.ts'

/** Shows the console in `root`. */
export function start(root: Element): void {
  const app = (
    <StrictMode>
      <App api={createApi((url, init) => fetch(url, init))} styleNonce={takeStyleNonce(document)} />
    </StrictMode>
  )
  createRoot(root).render(app)
}
