import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

export async function createSessionTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('site', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('end_reason', 'text')
    .addColumn('is_random_key', 'boolean', (c) => c.notNull())
    .addColumn('credential_hash', 'text', (c) => c.notNull())
    .addColumn('server', 'text')
    .addColumn('lost_at', 'timestamptz')
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('browser', 'text')
    .addColumn('script', 'text', (c) => c.notNull())
    .addColumn('identity', 'jsonb')
    .addColumn('started_at', 'timestamptz', (c) => c.notNull())
    .addColumn('active_at', 'timestamptz')
    .addColumn('ended_at', 'timestamptz')
    .execute()
  // SE-6: two simultaneous starts give one session and one `key-in-use`, whatever the code above does.
  await sql`create unique index sessions_live_key on sessions (group_id, key) where status in ('J', 'W', 'A')`.execute(
    db,
  )
  await sql`create index sessions_live on sessions (server) where status in ('J', 'W', 'A')`.execute(db)
  await db.schema
    .createIndex('sessions_ended_key')
    .on('sessions')
    .columns(['group_id', 'key', 'ended_at'])
    .execute()
  await db.schema
    .createIndex('sessions_started')
    .on('sessions')
    .columns(['group_id', 'started_at', 'id'])
    .execute()
  await db.schema
    .createTable('session_statuses')
    .addColumn('id', 'serial', (c) => c.primaryKey())
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('session_statuses_session')
    .on('session_statuses')
    .column('session_id')
    .execute()
  await db.schema
    .createTable('participants')
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.references('users.id').onDelete('set null'))
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('role', 'text')
    .addColumn('privileges', 'jsonb', (c) => c.notNull())
    .addColumn('joined_at', 'timestamptz', (c) => c.notNull())
    .addColumn('left_at', 'timestamptz')
    .addColumn('how', 'text')
    .addPrimaryKeyConstraint('participants_pk', ['session_id', 'id'])
    .execute()
  await db.schema.createIndex('participants_user').on('participants').column('user_id').execute()
}

/** Entries of the audit log go by age only (audit/prune.ts), and the searches of console and API have their indexes. */
export async function createReportIndexes(db: Kysely<unknown>): Promise<void> {
  await sql`create or replace function audit_is_append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('sidelong.prune', true) = 'on' then return old; end if;
      raise exception 'the audit log is append-only';
    end $$`.execute(db)
  await db.schema.createIndex('audit_object').on('audit').columns(['group_id', 'object']).execute()
  await db.schema
    .createIndex('audit_operation')
    .on('audit')
    .columns(['group_id', 'operation', 'seq'])
    .execute()
}

export async function createHandoverTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('session_credentials')
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('session_credentials_pk', ['session_id', 'hash'])
    .execute()
  await db.schema
    .createTable('handovers')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('group_id', 'integer', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('paused', 'boolean', (c) => c.notNull())
    .addColumn('rules', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'timestamptz', (c) => c.notNull())
    .addColumn('used_at', 'timestamptz')
    .execute()
  await db.schema.createIndex('handovers_expiry').on('handovers').column('expires_at').execute()
}

export async function createTransferTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('transfers')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('group_id', 'integer', (c) => c.notNull())
    .addColumn('from_user', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('to_user', 'text', (c) => c.references('users.id').onDelete('cascade'))
    .addColumn('to_role', 'text')
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('taken_by', 'text', (c) => c.references('users.id').onDelete('cascade'))
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addColumn('expires_at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('transfers_group').on('transfers').columns(['group_id', 'created_at']).execute()
}

export async function createGuestTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('sessions')
    .addColumn('guest_link', 'text', (c) => c.unique())
    .execute()
  await db.schema
    .createTable('guests')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('secret_hash', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'timestamptz', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('participant_id', 'text')
    .execute()
  await sql`create unique index guests_code on guests (session_id, code) where state = 'waiting'`.execute(db)
}

export async function createFigureTable(db: Kysely<unknown>): Promise<void> {
  const count = (c: ColumnDefinitionBuilder) => c.notNull().defaultTo(0)
  await db.schema
    .createTable('session_figures')
    .addColumn('session_id', 'text', (c) => c.primaryKey().references('sessions.id').onDelete('cascade'))
    .addColumn('pages', 'integer', count)
    .addColumn('reconnects', 'integer', count)
    .addColumn('kilobytes', 'integer', count)
    .addColumn('first_view_ms', 'integer')
    .addColumn('runs', 'integer')
    .addColumn('long_runs', 'integer')
    .addColumn('total_ms', 'integer')
    .addColumn('longest_ms', 'integer')
    .addColumn('slow_frames', 'integer')
    .execute()
}
