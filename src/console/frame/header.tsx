import { useMutation } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { texts } from '../texts.ts'
import { AccountMenu } from './account-menu.tsx'
import { Brand } from './brand.tsx'
import { ColorToggle } from './color-toggle.tsx'
import { Failure } from './failure.tsx'
import classes from './frame.module.css'
import { usePages } from './pages.ts'

export function Header() {
  const api = useApi()
  const pages = usePages()
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // In narrow windows the links are scrolled sideways: the current one is to be seen.
  useEffect(() => {
    if (pathname) nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' })
  }, [pathname])
  const logOut = useMutation({
    mutationFn: () => api.signOut(),
    onSettled: (_result, error) => {
      // A fresh document: nothing that the last user saw stays in memory.
      if (!error || isApiError(error, 'not-logged-in')) window.location.assign('/agent/login')
    },
  })
  return (
    <>
      <header className={classes['bar']}>
        <div className={classes['inner']}>
          <span className={classes['home']}>
            <Brand />
          </span>
          <nav ref={nav} className={classes['nav']} aria-label={texts.header.navigation}>
            <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={classes['link']}>
              {texts.header.home}
            </Link>
            {pages.map(({ to, title }) => (
              <Link key={to} to={to} activeOptions={{ includeSearch: false }} className={classes['link']}>
                {title}
              </Link>
            ))}
          </nav>
          <ColorToggle />
          <AccountMenu onLogOut={() => logOut.mutate()} isBusy={logOut.isPending} />
        </div>
      </header>
      {logOut.isError && (
        <div className={classes['alert']}>
          <Failure error={logOut.error} text={texts.header.logOutFailed} onRetry={() => logOut.mutate()} />
        </div>
      )}
    </>
  )
}
