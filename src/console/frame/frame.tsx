import { Center, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { AccountPage } from '../account/account-page.tsx'
import { MeContext, useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { meQuery } from '../api/queries.ts'
import { texts } from '../texts.ts'
import { Offers } from '../transfers/offers.tsx'
import { Failure } from './failure.tsx'
import classes from './frame.module.css'
import { Header } from './header.tsx'

/** Everything around a page for logged-in users. */
export function Frame() {
  const me = useQuery(meQuery(useApi()))
  if (me.data) {
    return (
      <MeContext value={me.data}>
        <a className="skip-link" href="#content">
          {texts.skipToContent}
        </a>
        <Header />
        <Offers />
        <main id="content" tabIndex={-1} className={classes['content']}>
          <Outlet />
        </main>
      </MeContext>
    )
  }
  // A log-in that is good for nothing yet but setting up a second factor.
  if (isApiError(me.error, 'second-factor-first')) {
    return (
      <main id="content" tabIndex={-1} className={classes['content']}>
        <AccountPage />
      </main>
    )
  }
  return (
    <Center component="main" mih="60vh" p="lg">
      {/* Not logged in: the query client is already on its way to the log-in page. */}
      {me.error && !isApiError(me.error, 'not-logged-in') ? (
        <Failure error={me.error} onRetry={() => void me.refetch()} />
      ) : (
        <Loader aria-label={texts.loading} />
      )}
    </Center>
  )
}
