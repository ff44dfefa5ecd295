import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { sessionKey } from '../../protocol/ids.ts'
import { useApi } from '../api/context.ts'
import { codeText } from '../api/errors.ts'
import { Notice } from '../frame/notice.tsx'
import { joinAddress } from '../join/join-address.ts'
import { texts } from '../texts.ts'
import { invitedQuery } from './queries.ts'

const words = texts.presence

/** An invitation that has arrived. */
export type Invitation = { readonly id: string; readonly groupId: number; readonly visitorId: string }

/** Follows an invitation, and opens the session that comes of it (PR-6). */
export function InvitationNotice({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { id, groupId, visitorId } = invitation
  const { data } = useQuery(invitedQuery(useApi(), groupId, visitorId))
  const found = data?.visitor?.invitation?.id === id ? data.visitor.invitation : null
  const state = found?.state ?? (data ? 'gone' : 'delivered')
  const target = found?.state === 'started' && found.key ? { key: found.key, groupId: found.groupId } : null
  const address = target && `${joinAddress(sessionKey(target.key), target.groupId as never)}&wait=1`
  useEffect(() => {
    if (address !== null) window.location.assign(address)
  }, [address])
  const text = state === 'failed' ? words.states.failed(codeText(found?.code ?? '')) : words.states[state]
  const isOver = state === 'declined' || state === 'failed' || state === 'gone'
  return (
    <Group wrap="nowrap" align="center" gap="sm">
      <div style={{ flex: 1 }}>
        <Notice text={`${visitorId}: ${text}`} isError={isOver} />
      </div>
      <Button variant="default" onClick={onClose}>
        {words.stopWaiting}
      </Button>
    </Group>
  )
}
