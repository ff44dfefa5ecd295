import { Anchor, Button, FileButton, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { Notice } from '../frame/notice.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { saveAs } from '../save-as.ts'
import { texts } from '../texts.ts'
import { exportSettings, importSettings, maskingCsvAddress, settingsKey } from './queries.ts'

const words = texts.settings.exchange

/** All settings out and in as one file (SG-4). */
export function FileView({ group }: { group: OwnGroup }) {
  const api = useApi()
  const [problem, setProblem] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const download = useServerChange([], async (_: undefined) =>
    saveAs(`settings-${group.id}.json`, JSON.stringify(await exportSettings(api, group.id), null, 2)),
  )
  const take = useServerChange(
    [settingsKey(group.id)],
    (file: object) => importSettings(api, group.id, file),
    ({ staging }) => setDone(words.done(staging)),
  )
  const read = async (file: File | null) => {
    setProblem(null)
    setDone(null)
    if (!file) return
    try {
      const content: unknown = JSON.parse(await file.text())
      if (typeof content !== 'object' || content === null) throw new TypeError()
      take.run(content)
    } catch {
      setProblem(words.notJson)
    }
  }
  const refused = Object.entries(take.fields)
  return (
    <Stack gap="lg">
      <Section title={words.title} lead={words.lead}>
        <Group>
          <Button loading={download.isBusy} onClick={() => download.run(undefined)}>
            {words.download}
          </Button>
          <Anchor href={maskingCsvAddress(group.id, 'staging')} download>
            {words.csv}
          </Anchor>
          <Anchor href={maskingCsvAddress(group.id, 'production')} download>
            {words.csvProduction}
          </Anchor>
        </Group>
        {download.failure && <Notice text={download.failure} isError />}
      </Section>
      <Section title={words.choose} lead={words.chooseLead}>
        <Group>
          <FileButton accept="application/json,.json" onChange={(file) => void read(file)}>
            {(props) => (
              <Button {...props} variant="default" loading={take.isBusy}>
                {words.import}
              </Button>
            )}
          </FileButton>
        </Group>
        {(problem ?? take.failure) && <Notice text={problem ?? take.failure ?? ''} isError />}
        {refused.map(([key, message]) => (
          <Notice key={key} text={`${key}: ${message}`} isError />
        ))}
        {done !== null && <Notice text={done} />}
      </Section>
    </Stack>
  )
}
