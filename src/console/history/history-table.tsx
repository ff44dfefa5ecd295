import { Table, VisuallyHidden } from '@mantine/core'
import type { SessionSummary } from '../../protocol/rest.ts'
import { texts } from '../texts.ts'
import { columns } from './columns.tsx'
import classes from './history.module.css'

export function HistoryTable({ sessions }: { sessions: readonly SessionSummary[] }) {
  return (
    <div className={classes['panel']}>
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <caption>
          <VisuallyHidden>{texts.history.caption}</VisuallyHidden>
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
          {sessions.map((session) => (
            <Table.Tr key={session.id}>
              {columns.map(({ title, cell }) => (
                <Table.Td key={title}>{cell(session)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
