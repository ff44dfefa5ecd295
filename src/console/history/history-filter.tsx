import { Group, NativeSelect, TextInput } from '@mantine/core'
import { STATUSES } from '../../protocol/life-cycle.ts'
import type { SessionFilter } from '../api/client.ts'
import { texts } from '../texts.ts'

const words = texts.history
export const NO_FILTER = { status: '', key: '', site: '', agent: '', from: '', to: '' }
export type Filter = typeof NO_FILTER

/** What the server is asked for: days are this browser's, the last one included. */
export function queryOf({ from, to, key, status, ...rest }: Filter): SessionFilter {
  const startOf = (day: string, plus: number) => {
    const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
    const at = new Date(year, month - 1, date + plus)
    return day === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString()
  }
  return {
    ...rest,
    status: status || 'all',
    key: key.replace(/\s/g, ''),
    from: startOf(from, 0),
    to: startOf(to, 1),
  }
}

export function HistoryFilter({ filter, onChange }: { filter: Filter; onChange: (next: Filter) => void }) {
  const field = (name: keyof Filter) => ({
    value: filter[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...filter, [name]: event.currentTarget.value }),
  })
  return (
    <Group component="search" align="flex-end" gap="sm" aria-label={words.filter}>
      <TextInput label={words.key} maxLength={63} w={130} {...field('key')} />
      <NativeSelect
        label={words.status}
        data={[
          { value: '', label: words.all },
          ...STATUSES.map((status) => ({ value: status, label: texts.status[status] })),
        ]}
        {...field('status')}
      />
      <NativeSelect
        label={words.site}
        data={[
          { value: '', label: words.all },
          { value: 'production', label: texts.site.production },
          { value: 'staging', label: texts.site.staging },
        ]}
        {...field('site')}
      />
      <TextInput label={words.agent} maxLength={127} w={160} {...field('agent')} />
      <TextInput type="date" label={words.from} {...field('from')} />
      <TextInput type="date" label={words.to} {...field('to')} />
    </Group>
  )
}
