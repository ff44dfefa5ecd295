import { Group, Stack, Text } from '@mantine/core'
import { PageProof } from '../account/page-proof.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { useView, Views } from '../frame/views.tsx'
import { GroupChoice, useGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { WebhooksView } from '../webhooks/webhooks-view.tsx'
import { SecretView } from './secret-view.tsx'
import { TokensView } from './tokens-view.tsx'

const words = texts.integrations
const VIEWS = [
  { name: 'tokens', title: words.tokens },
  { name: 'webhooks', title: words.webhooks },
  { name: 'secret', title: words.secret },
] as const

/** What programs need to work with a group. */
export function IntegrationsPage() {
  const { group, groups } = useGroup('keys.manage')
  const { name } = useView<(typeof VIEWS)[number]>(VIEWS)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading title={words.title} lead={words.lead} />
        {group && <GroupChoice group={group} groups={groups} />}
      </Group>
      {group === null && <Text>{texts.groupPages.notPermitted}</Text>}
      {group && (
        <>
          <Views label={words.views} views={VIEWS} />
          <PageProof>
            {name === 'tokens' && <TokensView key={group.id} groupId={group.id} />}
            {name === 'webhooks' && <WebhooksView key={group.id} groupId={group.id} />}
            {name === 'secret' && <SecretView key={group.id} groupId={group.id} />}
          </PageProof>
        </>
      )}
    </Stack>
  )
}
