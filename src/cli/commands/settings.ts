import { SITES, type Site } from '../../protocol/ids.ts'
import type { SettingScope } from '../../protocol/settings-api.ts'
import { parseSettingText, SETTING_KEYS } from '../../web-server/settings/registry.ts'
import { readSettings, setSetting } from '../../web-server/settings/store.ts'
import { readDocument } from '../../web-server/settings/versions.ts'
import { CliError } from '../cli-error.ts'
import { type Command, done, findGroup } from './command.ts'

/** Settings of groups. */
export const SETTING_COMMANDS: Readonly<Record<string, Command>> = {
  'setting list': {
    min: 1,
    max: 2,
    async run(db, [groupText = '', siteText]) {
      const { settings } = await readSettings(
        db,
        await findGroup(db, groupText),
        parseSite(siteText ?? 'production'),
      )
      return { data: settings, lines: SETTING_KEYS.map((key) => `${key}=${JSON.stringify(settings[key])}`) }
    },
  },
  'setting set': {
    min: 2,
    max: 3,
    async run(db, [groupText = '', pair = '', siteText]) {
      const at = pair.indexOf('=')
      if (at < 1) throw new CliError(`"${pair}": must be KEY=VALUE`)
      const { key, value } = parseSettingText(pair.slice(0, at), pair.slice(at + 1))
      const site = siteText === undefined ? null : parseSite(siteText)
      await setSetting(db, await findGroup(db, groupText), site, key, value)
      return done({ key, value, site }, `${key} is ${JSON.stringify(value)}${site ? ` (${site})` : ''}.`)
    },
  },
  'setting export': {
    min: 1,
    max: 1,
    async run(db, [groupText = '']) {
      const group = await findGroup(db, groupText)
      const own = async (scope: SettingScope) => {
        const { values, own: keys } = await readDocument(db, group, scope)
        return Object.fromEntries(keys.map((key) => [key, values[key]]))
      }
      const data = {
        format: 'sidelong-settings-1',
        group: await own('group'),
        staging: await own('staging'),
        production: await own('production'),
      }
      return { data, lines: [JSON.stringify(data, null, 2)] }
    },
  },
}

function parseSite(text: string): Site {
  const site = SITES.find((one) => one === text)
  if (!site) throw new CliError(`"${text}" is not a site: production or staging`)
  return site
}
