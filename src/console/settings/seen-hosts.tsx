import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useApi } from '../api/context.ts'
import { texts } from '../texts.ts'
import { isListed } from './host-list.ts'
import { assetHostsQuery } from './queries.ts'
import classes from './settings.module.css'

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
  const captionId = useId()
  const seen = useQuery(assetHostsQuery(useApi(), groupId))
  const rows = seen.data?.items.filter(({ host }) => !isListed(listed, host)).slice(0, MAX_SHOWN) ?? []
  if (rows.length === 0) return null
  return (
    <>
      <Text size="sm" mt="sm" id={captionId}>
        {words.seenHosts}
      </Text>
      <ul className={classes['hosts']} aria-labelledby={captionId}>
        {rows.map(({ host, asked, blocked }) => (
          <li key={host}>
            <div>
              <code>{host}</code>
              <Text size="xs" c="dimmed">{`${words.asked}: ${asked} · ${words.blocked}: ${blocked}`}</Text>
            </div>
            <Button
              size="xs"
              variant="default"
              aria-label={words.allowLabel(host)}
              onClick={() => onAllow(host)}
            >
              {words.allow}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
