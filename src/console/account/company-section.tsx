import { Button, Group, Text } from '@mantine/core'
import type { SecurityOverview } from '../../protocol/accounts.ts'
import { useApi } from '../api/context.ts'
import { Notice } from '../frame/notice.tsx'
import { texts } from '../texts.ts'
import classes from './account.module.css'
import { Section } from './section.tsx'
import { useChange } from './use-change.ts'

const words = texts.account.company
type Identity = SecurityOverview['identities'][number]

/** Company accounts that let this person in. */
export function CompanySection({ security }: { security: SecurityOverview }) {
  const api = useApi()
  const link = useChange(
    (groupId: number) => api.account.beginLink(groupId),
    (location) => window.location.assign(location),
  )
  const unlink = useChange(({ issuer, subject }: Identity) => api.account.unlink(issuer, subject))
  const failure = link.failure ?? unlink.failure
  if (security.companies.length === 0 && security.identities.length === 0) return null
  return (
    <Section title={words.title} lead={words.lead}>
      {failure !== null && <Notice text={failure} isError />}
      <ul className={classes['list']}>
        {security.identities.map((identity) => (
          <li key={`${identity.issuer} ${identity.subject}`} className={classes['row']}>
            <div>
              <Text fw={600}>{identity.label}</Text>
              <Text size="sm" c="dimmed">
                {identity.issuer}
              </Text>
            </div>
            <Button
              variant="default"
              disabled={unlink.isBusy}
              aria-label={words.unlinkLabel(identity.label)}
              onClick={() => unlink.run(identity)}
            >
              {words.unlink}
            </Button>
          </li>
        ))}
      </ul>
      <Group>
        {security.companies.map(({ groupId, name }) => (
          <Button key={groupId} variant="default" loading={link.isBusy} onClick={() => link.run(groupId)}>
            {words.link(name)}
          </Button>
        ))}
      </Group>
    </Section>
  )
}
