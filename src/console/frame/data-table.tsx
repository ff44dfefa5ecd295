import { Table, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './data-table.module.css'
import { Facts } from './facts.tsx'

export type Column<T> = { readonly title: string; readonly cell: (row: T) => ReactNode }
type Props<T> = {
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string | number
}

/** A table; in narrow windows its rows one below the other. */
export function DataTable<T>({ caption, columns, rows, keyOf }: Props<T>) {
  const isNarrow = useMediaQuery('(max-width: 55em)', false, { getInitialValueInEffect: false })
  if (isNarrow)
    return (
      <ul className={classes['list']} aria-label={caption}>
        {rows.map((row) => (
          <li key={keyOf(row)} className={classes['card']}>
            <Facts facts={columns.map(({ title, cell }) => [title, cell(row)])} />
          </li>
        ))}
      </ul>
    )
  return (
    <div className={classes['scroll']}>
      <Table verticalSpacing="sm" className={classes['table'] ?? ''}>
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title }) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {columns.map(({ title, cell }) => (
                <Table.Td key={title}>{cell(row)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
