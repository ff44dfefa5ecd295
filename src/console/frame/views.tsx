import { Link, useSearch } from '@tanstack/react-router'
import classes from './views.module.css'

export type View = { readonly name: string; readonly title: string }

/** Which of a page's parts is shown; the first if the address names none. */
export function useView<V extends View>(views: readonly [V, ...V[]]): V {
  const { view } = useSearch({ strict: false }) as { view?: string }
  return views.find(({ name }) => name === view) ?? views[0]
}

/** Links between the parts of a page. */
export function Views({ label, views }: { label: string; views: readonly [View, ...View[]] }) {
  const current = useView(views)
  return (
    <nav className={classes['views']} aria-label={label}>
      {views.map(({ name, title }) => (
        <Link
          key={name}
          to="."
          search={(old: object) => ({ ...old, view: name })}
          className={classes['view']}
          activeProps={{}}
          aria-current={name === current.name ? 'page' : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  )
}
