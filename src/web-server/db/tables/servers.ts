import { type Kysely, sql } from 'kysely'

/** Session servers as web servers see them, and what the operator wants of them. */
export async function createServerTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('servers')
    .addColumn('origin', 'text', (c) => c.primaryKey())
    .addColumn('is_drain_wanted', 'boolean', (c) => c.notNull().defaultTo(false))
    .addColumn('sessions', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('agents', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('capacity', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('seen_at', 'timestamptz')
    .execute()
}

/** Short-lived (PR-4): unlogged, so no copy of what was there is in the database's log, and a crash leaves nothing. */
export async function createPresenceTables(db: Kysely<unknown>): Promise<void> {
  await sql`create unlogged table presence_servers (id text primary key, seen_at timestamptz not null)`.execute(
    db,
  )
  await sql`create unlogged table presence (
    group_id integer not null, page_id text not null, visitor_id text not null, server text not null,
    site text not null, url text not null, title text not null, browser text not null, platform text not null,
    language text not null, has_focus boolean not null, is_visible boolean not null, status text, terms text,
    invitation jsonb, data jsonb not null, connected_at timestamptz not null, active_at timestamptz not null,
    primary key (group_id, page_id))`.execute(db)
  await sql`create index presence_visitors on presence (group_id, visitor_id, active_at desc)`.execute(db)
  await sql`create index presence_holders on presence (server)`.execute(db)
  await sql`create unlogged table presence_orders (
    id text primary key, server text not null, group_id integer not null, page_id text not null, body text not null,
    expires_at timestamptz not null, outcome text)`.execute(db)
}

export async function createWebhookTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhooks')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('types', 'jsonb', (c) => c.notNull())
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('old_secret', 'text')
    .addColumn('is_enabled', 'boolean', (c) => c.notNull().defaultTo(true))
    .addColumn('disabled_reason', 'text')
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('webhooks_group').on('webhooks').column('group_id').execute()
  await db.schema
    .createTable('webhook_streams')
    .addColumn('group_id', 'integer', (c) => c.primaryKey().references('groups.id').onDelete('cascade'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('head_day', 'text')
    .execute()
  await db.schema
    .createTable('webhook_deliveries')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('endpoint_id', 'text', (c) => c.notNull().references('webhooks.id').onDelete('cascade'))
    .addColumn('group_id', 'integer', (c) => c.notNull())
    .addColumn('sequence', 'integer', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('lane', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('error', 'text')
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addColumn('first_at', 'timestamptz', (c) => c.notNull())
    .addColumn('next_at', 'timestamptz', (c) => c.notNull())
    .addColumn('claimed_until', 'timestamptz')
    .addColumn('delivered_at', 'timestamptz')
    .execute()
  await sql`create index webhook_deliveries_due on webhook_deliveries (next_at) where state = 'waiting'`.execute(
    db,
  )
  await sql`create index webhook_deliveries_lane on webhook_deliveries (endpoint_id, lane, sequence)
    where state = 'waiting'`.execute(db)
  await db.schema
    .createIndex('webhook_deliveries_endpoint')
    .on('webhook_deliveries')
    .columns(['endpoint_id', 'sequence'])
    .execute()
}
