import {
  anything,
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  record,
  text,
  time,
} from '../base/schema.ts'

/* Bodies of `/v1/groups/{g}/settings…` (FEATURES section 16). */

/** Where a value is kept: separately for each site, or once for the group. */
export const SETTING_SCOPES = ['production', 'staging', 'group'] as const
export type SettingScope = (typeof SETTING_SCOPES)[number]

const MAX_SETTINGS = 500
export const settingKey = text(64, { min: 1, pattern: /^[A-Za-z][A-Za-z.]*$/ })
const values = record(/^[A-Za-z][A-Za-z.]*$/, anything, MAX_SETTINGS)
const version = integer(0, 2_147_483_647)

/** `GET …/settings/{scope}`; version 0: nothing was ever set. The same number is in `ETag`, for `If-Match`. */
export const settingsDocument = object({
  scope: oneOf(...SETTING_SCOPES),
  version,
  author: nullable(text(255)),
  createdAt: nullable(time),
  /** Every setting of this scope. */
  values,
  /** Those that do not come from the defaults. */
  own: list(settingKey, MAX_SETTINGS),
})
export type SettingsDocument = Infer<typeof settingsDocument>

/** `PUT …/settings/{staging|group}`: all values that are to differ from the defaults. */
export const settingsPut = object({ values }, { exact: true })

export const settingChange = object({
  key: settingKey,
  before: anything,
  after: anything,
  /** It shows more, or lets in more, than before (SG-2). */
  isLoosening: boolean,
})
export type SettingChange = Infer<typeof settingChange>

/** `GET …/settings/staging/difference`: what publishing everything would change. */
export const settingsDifference = object({
  production: version,
  staging: version,
  changes: list(settingChange, MAX_SETTINGS),
})
export type SettingsDifference = Infer<typeof settingsDifference>

/** `POST …/settings/production/publish`: from staging, or from an older version; all sections, or these. */
export const publishRequest = object(
  { version: optional(integer(1, 2_147_483_647)), sections: optional(list(text(32), 64)) },
  { exact: true },
)
export const publishResponse = object({ version, changes: list(settingChange, MAX_SETTINGS) })
export type PublishResponse = Infer<typeof publishResponse>

export const settingsVersion = object({
  version,
  author: text(255),
  createdAt: time,
  changes: list(settingChange, MAX_SETTINGS),
})
export type SettingsVersion = Infer<typeof settingsVersion>
export const settingsVersions = object({ items: list(settingsVersion, 1_000), cursor: nullable(text(255)) })

/** The file that `GET …/settings/export` makes and `POST …/settings/import` takes (into staging and group). */
export const settingsFile = object(
  {
    $schema: optional(text(2_000)),
    format: oneOf('sidelong-settings-1'),
    group: values,
    staging: values,
    production: optional(values),
  },
  { exact: true },
)
export type SettingsFile = Infer<typeof settingsFile>
export const importResponse = object({ staging: version, group: version })

/** `GET /v1/settings/schema`: a JSON Schema of all settings, with `x-scope`, `x-section` and defaults. */
export const settingSchema = object({
  default: anything,
  'x-scope': oneOf('S', 'G'),
  'x-section': text(32),
  'x-stagingDefault': optional(anything),
  type: optional(text(32)),
  enum: optional(list(anything, 1_000)),
  minimum: optional(integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  maximum: optional(integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  maxLength: optional(integer(0, 1_000_000)),
  format: optional(text(64)),
  items: optional(anything),
  anyOf: optional(list(anything, 16)),
  properties: optional(anything),
})
export type SettingSchema = Infer<typeof settingSchema>
export const settingsSchema = object({
  properties: record(/^[A-Za-z][A-Za-z.]*$/, settingSchema, MAX_SETTINGS),
})

/** `GET /v1/groups/{g}/asset-hosts`: the hosts of the pages' resources, as agents' browsers told, and in how many sessions. */
const sessions = integer(0, 2_147_483_647)
export const assetHosts = object({
  items: list(object({ host: text(255), asked: sessions, blocked: sessions, seenAt: time }), 1_000),
})
export type AssetHosts = Infer<typeof assetHosts>

/** `GET /v1/groups/{g}/embedding`: what the group's pages have to reach. */
export const embedding = object({ origin: text(255), sessionServers: list(text(255), 1_000) })
