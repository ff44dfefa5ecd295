import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import './app.css'
import { createApi } from './api/client.ts'
import { App } from './app.tsx'
import { takeStyleNonce } from './style-nonce.ts'

const root = document.getElementById('root')
if (root) {
  const app = (
    <StrictMode>
      <App api={createApi((url, init) => fetch(url, init))} styleNonce={takeStyleNonce(document)} />
    </StrictMode>
  )
  createRoot(root).render(app)
}
