import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { ConfirmButton } from '../frame/confirm-button.tsx'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { ShownOnce } from '../frame/shown-once.tsx'
import { peopleApi, secretsKey, secretsQuery } from '../people/queries.ts'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'

const words = texts.integrations.loginSecret

/** The login secret of the group, and its change without a gap (JN-7). */
export function SecretView({ groupId }: { groupId: number }) {
  const api = useApi()
  const [made, setMade] = useState<string | null>(null)
  const secrets = useQuery(secretsQuery(api, groupId))
  const rotate = useServerChange(
    [secretsKey(groupId)],
    () => peopleApi(api, groupId).rotateSecret(),
    ({ secret }) => setMade(secret),
  )
  const drop = useServerChange([secretsKey(groupId)], () => peopleApi(api, groupId).dropSecret())
  const items = secrets.data?.items
  const failure = rotate.failure ?? drop.failure
  return (
    <Section title={texts.integrations.secret} lead={words.lead}>
      <QueryState query={secrets} />
      {items?.length === 0 && <Text>{words.none}</Text>}
      {items?.map(({ createdAt }, index) => (
        <Text key={createdAt}>
          {index === 0 ? words.newest : words.older}, {words.made} <Moment at={createdAt} />
        </Text>
      ))}
      {failure && <Notice text={failure} isError />}
      <Group>
        <Button loading={rotate.isBusy} onClick={() => rotate.run(undefined)}>
          {words.rotate}
        </Button>
        {items && items.length > 1 && (
          <ConfirmButton
            text={words.drop}
            question={words.dropQuestion}
            isBusy={drop.isBusy}
            onConfirm={() => drop.run(undefined)}
          />
        )}
      </Group>
      <ShownOnce text={words.once} code={made} />
    </Section>
  )
}
