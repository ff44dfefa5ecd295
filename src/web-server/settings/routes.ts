import type { FastifyInstance } from 'fastify'
import { SidelongError } from '../../protocol/errors.ts'
import {
  assetHosts,
  embedding,
  importResponse,
  publishRequest,
  publishResponse,
  SETTING_SCOPES,
  type SettingScope,
  settingsDifference,
  settingsDocument,
  settingsFile,
  settingsPut,
  settingsVersions,
} from '../../protocol/settings-api.ts'
import { namesOfActors } from '../accounts/actor-names.ts'
import type { Caller } from '../api/caller.ts'
import { csvOf, sendCsv } from '../api/csv.ts'
import { pageOf, pageQuery } from '../api/pages.ts'
import { routesOf, versionSeen } from '../api/route.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import { assetHostsOf } from '../reports/asset-hosts.ts'
import { SETTING_KEYS } from './registry.ts'
import { sectionOf, settingsSchemaDocument } from './schema.ts'
import { difference, listVersions, publish, readDocument, replaceValues } from './versions.ts'

const MAX_VERSION = 2_147_483_647
const BASE = '/v1/groups/:group/settings'

/** Settings of a group: read, edited, published, rolled back, exported and imported (SG-1 to SG-4). */
export async function settingsRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock } = context
  const add = routesOf(app, context)
  const tag = 'settings'

  app.get(
    '/v1/settings/schema',
    { schema: { tags: [tag], summary: 'JSON Schema of all settings, with defaults.' } },
    async () => settingsSchemaDocument(),
  )

  add({
    method: 'GET',
    path: '/v1/groups/:group/embedding',
    tag,
    summary: 'What pages of the group have to reach: the web server, and all session servers.',
    needs: 'settings.edit',
    answer: embedding,
    handle: async () => ({
      origin: context.address.origin(),
      sessionServers: context.pool.links().map((link) => link.origin),
    }),
  })

  add({
    method: 'GET',
    path: '/v1/groups/:group/asset-hosts',
    tag,
    summary: 'Hosts of which agents’ browsers asked resources of pages, or were not allowed to.',
    needs: 'settings.edit',
    answer: assetHosts,
    handle: ({ member }) => assetHostsOf(db, member.groupId),
  })

  add({
    method: 'GET',
    path: `${BASE}/:scope`,
    tag,
    summary: 'Settings of production, staging, or the group as a whole.',
    needs: 'settings.edit',
    answer: settingsDocument,
    async handle({ member, params, reply }) {
      const document = await readDocument(db, member.groupId, scopeOf(params.scope))
      const names = await namesOfActors(db, [document.author])
      reply.header('etag', `"${document.version}"`)
      return { ...document, author: document.author && (names.get(document.author) ?? document.author) }
    },
  })

  add({
    method: 'PUT',
    path: `${BASE}/:scope`,
    tag,
    summary: 'Replaces the values of staging, or of the group. Production changes by publishing only.',
    needs: 'settings.edit',
    body: settingsPut,
    answer: settingsDocument,
    needsIfMatch: true,
    maxBodyBytes: WEB_LIMITS.maxSettingsBytes,
    async handle({ caller, member, params, body, request, reply }) {
      const scope = scopeOf(params.scope)
      if (scope === 'production')
        throw new SidelongError('not-permitted', { detail: { production: 'changes by publishing only' } })
      const { groupId } = member
      await replaceValues(db, scope, body.values, changeBy(caller, groupId, versionSeen(request)))
      const document = await readDocument(db, groupId, scope)
      reply.header('etag', `"${document.version}"`)
      return document
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/staging/difference`,
    tag,
    summary: 'What publishing staging would change in production.',
    needs: 'settings.edit',
    answer: settingsDifference,
    handle: ({ member }) => difference(db, member.groupId),
  })

  add({
    method: 'POST',
    path: `${BASE}/production/publish`,
    tag,
    summary: 'Publishes staging, or an older version of production: everything, or some sections.',
    needs: 'settings.publish',
    body: publishRequest,
    answer: publishResponse,
    needsIfMatch: true,
    async handle({ caller, member, body, request }) {
      const known = SETTING_KEYS.map(sectionOf)
      if (body.sections?.some((name) => !known.includes(name)))
        throw new SidelongError('bad-params', { detail: { sections: 'names one that does not exist' } })
      return publish(db, body, changeBy(caller, member.groupId, versionSeen(request)))
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/:scope/versions`,
    tag,
    summary: 'All versions, newest first, each with author, time and difference.',
    needs: 'settings.edit',
    query: pageQuery,
    answer: settingsVersions,
    async handle({ member, params, query }) {
      const { limit, after } = pageOf(query, 'version')
      const before = after === null ? MAX_VERSION : Number(after[0])
      const items = await listVersions(db, member.groupId, scopeOf(params.scope), { before, limit })
      const names = await namesOfActors(
        db,
        items.map(({ author }) => author),
      )
      const last = items.at(-1)
      return {
        items: items.map((item) => ({ ...item, author: names.get(item.author) ?? item.author })),
        cursor: last && last.version > 1 ? pageOf.cursor('version', [String(last.version)]) : null,
      }
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/:scope/masking.csv`,
    tag,
    summary: 'All masking selectors (MK-7).',
    needs: 'settings.edit',
    answerType: 'text/csv',
    async handle({ member, params, reply }) {
      const { values } = await readDocument(db, member.groupId, scopeOf(params.scope))
      const rows: string[][] = []
      for (const key of ['masking.selectors', 'masking.unmaskSelectors', 'masking.guestSelectors'])
        for (const selector of asTexts(values[key])) rows.push([key, '', selector])
      for (const [role, list] of Object.entries(values['masking.roleSelectors'] ?? {}))
        for (const selector of asTexts(list)) rows.push(['masking.roleSelectors', role, selector])
      return sendCsv(reply, 'masking.csv', csvOf(['setting', 'role', 'selector'], rows))
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/export`,
    tag,
    summary: 'All settings as one file.',
    needs: 'settings.edit',
    answer: settingsFile,
    async handle({ caller, member, reply }) {
      const { groupId } = member
      const own = async (scope: SettingScope) => {
        const { values, own: keys } = await readDocument(db, groupId, scope)
        return Object.fromEntries(keys.map((key) => [key, values[key]]))
      }
      await audit(db, clock.now(), {
        groupId,
        actor: caller.actor,
        operation: 'settings.export',
        object: 'settings',
        outcome: 'done',
      })
      reply.header('content-disposition', `attachment; filename="settings-${groupId}.json"`)
      return {
        $schema: `${context.address.origin()}/v1/settings/schema`,
        format: 'sidelong-settings-1' as const,
        group: await own('group'),
        staging: await own('staging'),
        production: await own('production'),
      }
    },
  })

  add({
    method: 'POST',
    path: `${BASE}/import`,
    tag,
    summary: 'Takes the values of a file into staging and the group; production follows by publishing.',
    needs: 'settings.edit',
    body: settingsFile,
    answer: importResponse,
    maxBodyBytes: WEB_LIMITS.maxSettingsBytes,
    async handle({ caller, member, body }) {
      const change = changeBy(caller, member.groupId, null)
      // The group's first: if it is refused, or wants a proof, nothing has changed.
      const group = await replaceValues(db, 'group', body.group, change)
      const staging = await replaceValues(db, 'staging', body.staging, change)
      return { group: group.version, staging: staging.version }
    },
  })

  function changeBy(caller: Caller, group: Parameters<typeof readDocument>[1], seen: number | null) {
    return {
      group,
      actor: caller.actor,
      nowMs: clock.now(),
      seen,
      beforeLoosening() {
        if (!caller.isConfirmed) throw new SidelongError('confirm-first')
      },
    }
  }
}

function scopeOf(name: string | undefined): SettingScope {
  const scope = SETTING_SCOPES.find((one) => one === name)
  if (!scope) throw new SidelongError('not-found')
  return scope
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
