import { useView, Views } from '../frame/views.tsx'
import { GroupPage } from '../groups/group-page.tsx'
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
  const { name } = useView<(typeof VIEWS)[number]>(VIEWS)
  return (
    <GroupPage words={words} needs={['keys.manage']}>
      {({ id }) => (
        <>
          <Views label={words.views} views={VIEWS} />
          {name === 'tokens' && <TokensView groupId={id} />}
          {name === 'webhooks' && <WebhooksView groupId={id} />}
          {name === 'secret' && <SecretView groupId={id} />}
        </>
      )}
    </GroupPage>
  )
}
