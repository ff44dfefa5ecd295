import { queryOptions } from '@tanstack/react-query'
import {
  acceptedTransfer,
  type Transfer,
  transfer,
  transfers,
  transferTargets,
} from '../../protocol/transfers-api.ts'
import { type Api, nothing } from '../api/client.ts'

const base = (group: number) => `/v1/groups/${group}/transfers`
const REFRESH_MS = 4_000

export const TRANSFERS_KEY = ['transfers'] as const
/** An offer, and the group in which it was made. */
export type Offer = Transfer & { readonly groupId: number }

/** Offers to and of this person, in all groups in which they view sessions. */
export const transfersQuery = ({ call }: Api, groups: readonly number[]) =>
  queryOptions({
    queryKey: [...TRANSFERS_KEY, ...groups],
    queryFn: async ({ signal }): Promise<Offer[]> => {
      const lists = await Promise.all(
        groups.map(async (groupId) => {
          const { items } = await call('GET', base(groupId), transfers, undefined, signal)
          return items.map((item) => ({ ...item, groupId }))
        }),
      )
      return lists.flat()
    },
    enabled: groups.length > 0,
    refetchInterval: REFRESH_MS,
  })

export const targetsQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: ['transfer-targets', group],
    queryFn: ({ signal }) => call('GET', `${base(group)}/targets`, transferTargets, undefined, signal),
  })

export type NewOffer = { sessionId: string; toUser?: string; toRole?: string; note: string }

export const offerSession = ({ call }: Api, group: number, offer: NewOffer) =>
  call('POST', base(group), transfer, offer)

export const acceptOffer = ({ call }: Api, { groupId, id }: Offer) =>
  call('POST', `${base(groupId)}/${id}/accept`, acceptedTransfer, {})

export const closeOffer = ({ call }: Api, { groupId, id }: Offer, verb: 'decline' | 'withdraw') =>
  call('POST', `${base(groupId)}/${id}/${verb}`, nothing, {})
