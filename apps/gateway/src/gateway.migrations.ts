import { migration } from '@nightjar/persistence';

export const migrations = [
  migration(
    '0001_create_session',
    `create table gateway.session (
       token_sha256 text primary key,
       actor text not null,
       created_at timestamptz not null default clock_timestamp(),
       expires_at timestamptz not null
     )`,
  ),
  migration(
    '0002_create_idempotency',
    `create table gateway.idempotency (
       key text not null,
       route text not null,
       body_sha256 text not null,
       status int,
       answer jsonb,
       created_at timestamptz not null default clock_timestamp(),
       primary key (key, route)
     )`,
  ),
  migration(
    '0003_add_idempotency_claim',
    `alter table gateway.idempotency
       add column claimed_by text,
       add column claimed_at timestamptz not null default clock_timestamp()`,
    `comment on column gateway.idempotency.claimed_by is 'boot of the gateway that carries it out'`,
  ),
  migration(
    '0004_add_idempotency_token',
    `alter table gateway.idempotency add column token text not null default gen_random_uuid()::text`,
    `comment on column gateway.idempotency.token is 'what the commands that it asks for are keyed by, in every try whose outcome is open'`,
    `comment on column gateway.idempotency.claimed_by is 'boot of the gateway that carries it out; null where the last try got no answer'`,
  ),
];
