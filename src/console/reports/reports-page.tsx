import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useView, Views } from '../frame/views.tsx'
import { GroupPage } from '../groups/group-page.tsx'
import { texts } from '../texts.ts'
import { CountsView } from './counts-view.tsx'
import { FiguresView } from './figures-view.tsx'
import { ProblemsView } from './problems-view.tsx'

const words = texts.reports
const VIEWS = [
  { name: 'counts', title: words.counts },
  { name: 'problems', title: words.problems },
  { name: 'figures', title: words.figures.title },
] as const
const SPANS = [7, 14, 31]

/** Numbers, problems and figures of a group's sessions (RE-3 to RE-5). */
export function ReportsPage() {
  const { name } = useView<(typeof VIEWS)[number]>(VIEWS)
  const [days, setDays] = useState(31)
  const span = (
    <NativeSelect
      label={words.span}
      value={String(days)}
      data={SPANS.map((count) => ({ value: String(count), label: words.days(count) }))}
      onChange={(event) => setDays(Number(event.currentTarget.value))}
    />
  )
  return (
    <GroupPage words={words} needs={['reports.read']} choices={span}>
      {({ id }) => (
        <>
          <Views label={words.views} views={VIEWS} />
          {name === 'counts' && <CountsView groupId={id} days={days} />}
          {name === 'problems' && <ProblemsView groupId={id} days={days} />}
          {name === 'figures' && <FiguresView groupId={id} days={days} />}
        </>
      )}
    </GroupPage>
  )
}
