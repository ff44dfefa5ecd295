import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import type { Api } from './api/client.ts'
import { ApiContext } from './api/context.ts'
import { createQueryClient, ME_KEY } from './api/queries.ts'
import { createConsoleRouter } from './routes.tsx'
import { cssVariables, theme } from './theme.ts'

type Props = { api: Api; styleNonce: string | undefined }

export function App({ api, styleNonce }: Props) {
  const [{ router, queryClient }] = useState(createState)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(styleNonce !== undefined && { getStyleNonce: () => styleNonce })}
    >
      <QueryClientProvider client={queryClient}>
        <ApiContext value={api}>
          <RouterProvider router={router} />
        </ApiContext>
      </QueryClientProvider>
    </MantineProvider>
  )
}

function createState() {
  const router = createConsoleRouter()
  const queryClient = createQueryClient(() => {
    if (router.state.location.pathname === '/login') return
    const isExpired = queryClient.getQueryData(ME_KEY) !== undefined
    const { pathname, search, hash } = window.location
    const state = { returnPlace: pathname + search + hash, isExpired }
    void router.navigate({ to: '/login', state, replace: true }).then(() => queryClient.clear())
  })
  return { router, queryClient }
}
