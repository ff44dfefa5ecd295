import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

type AnyDatabase = Kysely<unknown>

/** better-auth's tables under our names; a contract test compares them with what better-auth itself asks for. */
async function createAccountTables(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull().unique())
    .addColumn('emailVerified', 'boolean', (c) => c.notNull())
    .addColumn('image', 'text')
    .addColumn('createdAt', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .addColumn('updatedAt', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .addColumn('isDisabled', 'boolean', (c) => c.notNull().defaultTo(false))
    .execute()
  await db.schema
    .createTable('logins')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('expiresAt', 'timestamptz', (c) => c.notNull())
    .addColumn('token', 'text', (c) => c.notNull().unique())
    .addColumn('createdAt', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .addColumn('updatedAt', 'timestamptz', (c) => c.notNull())
    .addColumn('ipAddress', 'text')
    .addColumn('userAgent', 'text')
    .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('logins_userId_idx').on('logins').column('userId').execute()
  await db.schema
    .createTable('accounts')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('accountId', 'text', (c) => c.notNull())
    .addColumn('providerId', 'text', (c) => c.notNull())
    .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('accessToken', 'text')
    .addColumn('refreshToken', 'text')
    .addColumn('idToken', 'text')
    .addColumn('accessTokenExpiresAt', 'timestamptz')
    .addColumn('refreshTokenExpiresAt', 'timestamptz')
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addColumn('createdAt', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .addColumn('updatedAt', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('accounts_userId_idx').on('accounts').column('userId').execute()
  await db.schema
    .createTable('verifications')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('identifier', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('expiresAt', 'timestamptz', (c) => c.notNull())
    .addColumn('createdAt', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .addColumn('updatedAt', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .execute()
  await db.schema
    .createIndex('verifications_identifier_idx')
    .on('verifications')
    .column('identifier')
    .execute()
}

async function createGroupTables(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('groups')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('is_suspended', 'boolean', (c) => c.notNull().defaultTo(false))
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('memberships')
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('memberships_pk', ['user_id', 'group_id'])
    .execute()
  await db.schema.createIndex('memberships_group_idx').on('memberships').column('group_id').execute()
  await db.schema
    .createTable('settings')
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('site', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('json', 'jsonb', (c) => c.notNull())
    .addColumn('author', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('settings_pk', ['group_id', 'site', 'version'])
    .execute()
}

async function createSessionTables(db: AnyDatabase): Promise<void> {
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

async function createAuditTables(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('group_id', 'integer', (c) => c.notNull())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('operation', 'text', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('prev_hash', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_pk', ['group_id', 'seq'])
    .execute()
  await db.schema
    .createTable('audit_heads')
    .addColumn('group_id', 'integer', (c) => c.primaryKey())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .execute()
  await sql`create function audit_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'the audit log is append-only'; end $$`.execute(db)
  await sql`create trigger audit_append_only before update or delete on audit
    for each row execute function audit_is_append_only()`.execute(db)
}

async function createLoginTables(db: AnyDatabase): Promise<void> {
  await db.schema
    .alterTable('logins')
    .addColumn('method', 'text', (c) => c.notNull().defaultTo('password'))
    .addColumn('isLimited', 'boolean', (c) => c.notNull().defaultTo(false))
    .addColumn('idleMinutes', 'integer', (c) => c.notNull().defaultTo(30))
    .addColumn('confirmedAt', 'timestamptz')
    .execute()
  await db.schema
    .createTable('totps')
    .addColumn('user_id', 'text', (c) => c.primaryKey().references('users.id').onDelete('cascade'))
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('confirmed_at', 'timestamptz')
    .addColumn('last_step', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('recovery_codes')
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('recovery_codes_pk', ['user_id', 'hash'])
    .execute()
  await db.schema
    .createTable('passkeys')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('public_key', 'text', (c) => c.notNull())
    .addColumn('sign_count', 'bigint', (c) => c.notNull())
    .addColumn('transports', 'jsonb', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addColumn('last_used_at', 'timestamptz')
    .execute()
  await db.schema.createIndex('passkeys_user').on('passkeys').column('user_id').execute()
  await db.schema
    .createTable('identities')
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('identities_pk', ['issuer', 'subject'])
    .execute()
  await db.schema.createIndex('identities_user').on('identities').column('user_id').execute()
  await db.schema
    .createTable('sso')
    .addColumn('group_id', 'integer', (c) => c.primaryKey().references('groups.id').onDelete('cascade'))
    .addColumn('secret', 'text')
    .addColumn('domains', 'jsonb', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('login_steps')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.references('users.id').onDelete('cascade'))
    .addColumn('data', 'jsonb', (c) => c.notNull())
    .addColumn('expires_at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('login_steps_expiry').on('login_steps').column('expires_at').execute()
  // The form that rate-limiter-flexible asks for.
  await db.schema
    .createTable('rates')
    .addColumn('key', 'varchar(255)', (c) => c.primaryKey())
    .addColumn('points', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('expire', 'bigint')
    .execute()
  await db.schema
    .createTable('revocations')
    .addColumn('id', 'serial', (c) => c.primaryKey())
    .addColumn('agent_id', 'text')
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .execute()
}

async function createApiTables(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('api_tokens')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('scopes', 'jsonb', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.references('users.id').onDelete('cascade'))
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addColumn('expires_at', 'timestamptz', (c) => c.notNull())
    .addColumn('last_used_at', 'timestamptz')
    .execute()
  await db.schema.createIndex('api_tokens_group').on('api_tokens').column('group_id').execute()
  await db.schema
    .createTable('idempotency')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('print', 'text', (c) => c.notNull())
    .addColumn('answer', 'text')
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('idempotency_age').on('idempotency').column('created_at').execute()
  await db.schema
    .createTable('roles')
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('privileges', 'jsonb', (c) => c.notNull())
    .addColumn('permissions', 'jsonb', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('roles_pk', ['group_id', 'name'])
    .execute()
  await db.schema
    .alterTable('memberships')
    .addColumn('external_id', 'text')
    .addColumn('username', 'text')
    .execute()
  await sql`create unique index memberships_external on memberships (group_id, external_id)`.execute(db)
  await sql`create unique index memberships_username on memberships (group_id, username)`.execute(db)
  // SG-1: a version is never changed; it goes with its group only.
  await sql`create function settings_are_immutable() returns trigger language plpgsql as $$
    begin raise exception 'a version of settings is immutable'; end $$`.execute(db)
  await sql`create trigger settings_immutable before update on settings
    for each row execute function settings_are_immutable()`.execute(db)
}

async function createLoginKeyTables(db: AnyDatabase): Promise<void> {
  await db.schema.alterTable('logins').addColumn('onlyGroup', 'integer').execute()
  await db.schema
    .createTable('login_secrets')
    .addColumn('id', 'serial', (c) => c.primaryKey())
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('used_login_keys')
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('nonce', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('used_login_keys_pk', ['group_id', 'nonce'])
    .execute()
}

/** Session servers as web servers see them, and what the operator wants of them. */
async function createServerTable(db: AnyDatabase): Promise<void> {
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

/** Entries of the audit log go by age only (audit/prune.ts), and the searches of console and API have their indexes. */
async function createReportIndexes(db: AnyDatabase): Promise<void> {
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

async function createWebhookTables(db: AnyDatabase): Promise<void> {
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

async function createHandoverTables(db: AnyDatabase): Promise<void> {
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

/** Short-lived (PR-4): unlogged, so no copy of what was there is in the database's log, and a crash leaves nothing. */
async function createPresenceTables(db: AnyDatabase): Promise<void> {
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

async function createTransferTable(db: AnyDatabase): Promise<void> {
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

async function createGuestTable(db: AnyDatabase): Promise<void> {
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

async function createAssetHostTable(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('asset_hosts')
    .addColumn('group_id', 'integer', (c) => c.notNull().references('groups.id').onDelete('cascade'))
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('asked', 'integer', (c) => c.notNull())
    .addColumn('blocked', 'integer', (c) => c.notNull())
    .addColumn('seen_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('asset_hosts_key', ['group_id', 'host'])
    .execute()
}

async function createFigureTable(db: AnyDatabase): Promise<void> {
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
}
