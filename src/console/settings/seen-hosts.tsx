import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { AssetHosts } from '../../protocol/settings-api.ts'
import { useApi } from '../api/context.ts'
import { DataTable } from '../frame/data-table.tsx'
import { texts } from '../texts.ts'
import { isListed } from './host-list.ts'
import { assetHostsQuery } from './queries.ts'

const words = texts.settings.edit
const MAX_SHOWN = 20

type Props = {
  groupId: number
  /** Hosts that may be asked already. */
  listed: readonly string[]
  onAllow: (host: string) => void
}

/** What sessions asked for and is in no list yet, each with a button that puts it there. */
export function SeenHosts({ groupId, listed, onAllow }: Props) {
  const seen = useQuery(assetHostsQuery(useApi(), groupId))
  const rows = seen.data?.items.filter(({ host }) => !isListed(listed, host)).slice(0, MAX_SHOWN) ?? []
  if (rows.length === 0) return null
  return (
    <DataTable<AssetHosts['items'][number]>
      caption={words.seenHosts}
      columns={[
        { title: words.host, cell: ({ host }) => <code>{host}</code> },
        { title: words.asked, cell: ({ asked }) => asked },
        { title: words.blocked, cell: ({ blocked }) => blocked },
        {
          title: words.allow,
          cell: ({ host }) => (
            <Button
              size="xs"
              variant="default"
              aria-label={words.allowLabel(host)}
              onClick={() => onAllow(host)}
            >
              {words.allow}
            </Button>
          ),
        },
      ]}
      rows={rows}
      keyOf={({ host }) => host}
    />
  )
}
