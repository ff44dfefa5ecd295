import { Checkbox, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { CodeBlock } from '../frame/code-block.tsx'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { type EmbedChoice, embedCode, embedPolicy } from './embed-code.ts'
import { documentQuery, embeddingQuery } from './queries.ts'
import { describeValue } from './words.ts'

const words = texts.settings.code

/** The tag for this group's pages, and what their content policies have to permit. */
export function EmbedView({ group }: { group: OwnGroup }) {
  const api = useApi()
  const [choice, setChoice] = useState<EmbedChoice>({
    groupId: group.id,
    site: 'production',
    isMeta: false,
    hasButton: true,
    hasPresence: false,
    visitorId: '',
    additional: '',
    cookieDomain: '',
  })
  const embedding = useQuery(embeddingQuery(api, group.id))
  const document = useQuery(documentQuery(api, group.id, choice.site))
  const set = (part: Partial<EmbedChoice>) => setChoice({ ...choice, ...part })
  if (!embedding.data) return <QueryState query={embedding} />
  const { origin, sessionServers } = embedding.data
  const origins = document.data?.values['site.origins']
  return (
    <Stack gap="lg">
      <Section title={words.title} lead={words.lead}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NativeSelect
            label={words.site}
            value={choice.site}
            data={[
              { value: 'production', label: texts.site.production },
              { value: 'staging', label: texts.site.staging },
            ]}
            onChange={(event) =>
              set({ site: event.currentTarget.value === 'staging' ? 'staging' : 'production' })
            }
          />
          <NativeSelect
            label={words.variant}
            value={choice.isMeta ? 'meta' : 'script'}
            data={[
              { value: 'script', label: words.script },
              { value: 'meta', label: words.meta },
            ]}
            onChange={(event) => set({ isMeta: event.currentTarget.value === 'meta' })}
          />
          <TextInput
            label={words.visitorId}
            value={choice.visitorId}
            onChange={(event) => set({ visitorId: event.currentTarget.value })}
          />
          <TextInput
            label={words.additional}
            value={choice.additional}
            onChange={(event) => set({ additional: event.currentTarget.value })}
          />
          <TextInput
            label={words.cookieDomain}
            value={choice.cookieDomain}
            onChange={(event) => set({ cookieDomain: event.currentTarget.value })}
          />
          <Stack gap="xs" justify="flex-end">
            <Checkbox
              label={words.button}
              checked={choice.hasButton}
              onChange={(event) => set({ hasButton: event.currentTarget.checked })}
            />
            <Checkbox
              label={words.presence}
              checked={choice.hasPresence}
              onChange={(event) => set({ hasPresence: event.currentTarget.checked })}
            />
          </Stack>
        </SimpleGrid>
        <CodeBlock code={embedCode(origin, choice)} />
        {Array.isArray(origins) &&
          (origins.length === 0 ? (
            <Notice text={words.noOrigins} isError />
          ) : (
            <Text size="sm" c="dimmed">
              {words.origins} {describeValue(origins)}
            </Text>
          ))}
      </Section>
      <Section title={words.csp} lead={words.cspLead}>
        <CodeBlock code={embedPolicy(origin, sessionServers, choice)} />
      </Section>
    </Stack>
  )
}
