import { NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Me } from '../../protocol/rest.ts'
import { useMe } from '../api/context.ts'
import { texts } from '../texts.ts'

export type OwnGroup = Me['groups'][number]

/** The group that the page is about: of the address, else the first in which the person has one of `needs`. */
export function useGroup(...needs: readonly string[]): { group: OwnGroup | null; groups: OwnGroup[] } {
  const { group: wanted } = useSearch({ strict: false }) as { group?: string }
  const groups = useMe().groups.filter(({ permissions }) => needs.some((name) => permissions.includes(name)))
  return { groups, group: groups.find(({ id }) => String(id) === wanted) ?? groups[0] ?? null }
}

/** Chooses among several groups; nothing for who has one. */
export function GroupChoice({ group, groups }: { group: OwnGroup; groups: readonly OwnGroup[] }) {
  const navigate = useNavigate()
  if (groups.length < 2) return null
  return (
    <NativeSelect
      label={texts.groupPages.group}
      value={String(group.id)}
      data={groups.map(({ id, name }) => ({ value: String(id), label: `${name} (${id})` }))}
      onChange={(event) =>
        void navigate({ to: '.', search: (old: object) => ({ ...old, group: event.currentTarget.value }) })
      }
    />
  )
}
