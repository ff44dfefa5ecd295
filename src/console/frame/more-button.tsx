import { Button } from '@mantine/core'
import { texts } from '../texts.ts'

type Query = {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => Promise<unknown>
}

/** The next page of a list, below it. */
export function MoreButton({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: { query: Query }) {
  if (!hasNextPage) return null
  return (
    <Button
      variant="default"
      style={{ alignSelf: 'center' }}
      loading={isFetchingNextPage}
      onClick={() => void fetchNextPage()}
    >
      {texts.more}
    </Button>
  )
}
