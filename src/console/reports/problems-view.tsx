import { Anchor, Button, Loader, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { END_REASONS } from '../../protocol/life-cycle.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { Failure } from '../frame/failure.tsx'
import { KeyText } from '../sessions/key-text.tsx'
import { Moment } from '../sessions/moment.tsx'
import { StatusWords } from '../sessions/status-words.tsx'
import { texts } from '../texts.ts'
import { problemsQuery } from './queries.ts'
import classes from './reports.module.css'

const words = texts.reports.problem

/** Sessions that went wrong, each with its cause (RE-4). */
export function ProblemsView({ groupId, days }: { groupId: number; days: number }) {
  const problems = useInfiniteQuery(problemsQuery(useApi(), groupId, days))
  if (problems.isError && !isApiError(problems.error, 'not-logged-in'))
    return <Failure error={problems.error} onRetry={() => void problems.refetch()} />
  if (!problems.data) return <Loader size="sm" aria-label={texts.loading} />
  const items = problems.data.pages.flatMap((page) => page.items)
  const causes = Object.entries(problems.data.pages[0]?.causes ?? {}).sort((a, b) => b[1] - a[1])
  if (items.length === 0) return <Text>{words.empty}</Text>
  return (
    <>
      <Section title={words.causes} lead={words.lead}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.cause}</Table.Th>
              <Table.Th scope="col">{words.count}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {causes.map(([cause, count]) => (
              <Table.Tr key={cause}>
                <Table.Th scope="row">{causeText(cause)}</Table.Th>
                <Table.Td>{count}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Section>
      <Section title={words.list}>
        <div className={classes['scroll']}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{texts.history.key}</Table.Th>
                <Table.Th scope="col">{texts.history.status}</Table.Th>
                <Table.Th scope="col">{words.cause}</Table.Th>
                <Table.Th scope="col">{texts.history.started}</Table.Th>
                <Table.Th scope="col">{texts.history.detail.browser}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <Table.Tr key={item.id}>
                  <Table.Td>
                    <Anchor
                      renderRoot={(props) => (
                        <Link to="/history/$session" params={{ session: item.id }} {...props} />
                      )}
                    >
                      <KeyText value={item.key} />
                    </Anchor>
                  </Table.Td>
                  <Table.Td>
                    <StatusWords status={item.status} />
                  </Table.Td>
                  <Table.Td>{texts.endReason[item.cause]}</Table.Td>
                  <Table.Td>
                    <Moment at={item.startedAt} />
                  </Table.Td>
                  <Table.Td>{item.browser ?? texts.history.none}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
        {problems.hasNextPage && (
          <Button
            variant="default"
            loading={problems.isFetchingNextPage}
            onClick={() => void problems.fetchNextPage()}
          >
            {words.more}
          </Button>
        )}
      </Section>
    </>
  )
}

function causeText(cause: string): string {
  const known = END_REASONS.find((one) => one === cause)
  return known ? texts.endReason[known] : cause
}
