import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { createAccountTables, createLoginKeyTables, createLoginTables } from './tables/accounts.ts'
import {
  createApiTables,
  createAssetHostTable,
  createAuditTables,
  createGroupTables,
} from './tables/groups.ts'
import { createPresenceTables, createServerTable, createWebhookTables } from './tables/servers.ts'
import {
  createFigureTable,
  createGuestTable,
  createHandoverTables,
  createReportIndexes,
  createSessionTables,
  createTransferTable,
} from './tables/sessions.ts'

/** In order of their names; one that has been released is never edited. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-first': {
    async up(db) {
      await createAccountTables(db)
      await createGroupTables(db)
      await createSessionTables(db)
      await createAuditTables(db)
    },
  },
  '0002-log-in': { up: createLoginTables },
  '0003-api': { up: createApiTables },
  '0004-login-keys': { up: createLoginKeyTables },
  '0005-servers': { up: createServerTable },
  '0006-control-counts': {
    async up(db) {
      await db.schema.alterTable('participants').addColumn('counts', 'jsonb').execute()
    },
  },
  '0006-reports': { up: createReportIndexes },
  '0007-webhooks': { up: createWebhookTables },
  '0008-handover': { up: createHandoverTables },
  '0009-presence': { up: createPresenceTables },
  '0010-transfers': { up: createTransferTable },
  '0011-language': {
    async up(db) {
      await db.schema.alterTable('users').addColumn('language', 'text').execute()
    },
  },
  '0012-published-masks': {
    async up(db) {
      const table = db.schema.alterTable('revocations')
      await table.addColumn('group_id', 'integer').addColumn('site', 'text').execute()
    },
  },
  '0013-guests': { up: createGuestTable },
  '0014-asset-hosts': { up: createAssetHostTable },
  '0015-presence-known': {
    async up(db) {
      await sql`create unlogged table presence_known (
        group_id integer not null, visitor_id text not null, gone_at timestamptz, primary key (group_id, visitor_id))`.execute(
        db,
      )
    },
  },
  '0016-figures': { up: createFigureTable },
  '0017-closed-windows': {
    async up(db) {
      await sql`create unlogged table closed_windows (id text primary key, expires_at timestamptz not null)`.execute(
        db,
      )
      await sql`create index closed_windows_expires on closed_windows (expires_at)`.execute(db)
    },
  },
}
