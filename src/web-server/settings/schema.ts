import { type Schema, schemaOf } from '../../base/schema.ts'
import { SETTING_KEYS, SETTINGS, type SettingKey } from './registry.ts'

/** The part of a page of settings, and of a publication, that a setting belongs to: what its name begins with. */
export function sectionOf(key: SettingKey): string {
  return key.split('.')[0] ?? key
}

/** All settings as one JSON Schema (SG-4), made from the parsers that validate. */
export function settingsSchemaDocument(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Settings of a group',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(SETTING_KEYS.map((key) => [key, schemaOfSetting(key)])),
  }
}

function schemaOfSetting(key: SettingKey): Schema {
  const setting = SETTINGS[key]
  return {
    ...schemaOf(setting.parse),
    default: setting.initial,
    ...('initialStaging' in setting && { 'x-stagingDefault': setting.initialStaging }),
    'x-scope': setting.scope,
    'x-section': sectionOf(key),
  }
}
