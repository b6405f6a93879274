import type { MigrationObject } from '@mikro-orm/core';
import { migration } from './migration.js';

/** The line of each queue, and what is decided about it. */
export const jobTables = (schema: string): MigrationObject[] => [
  migration(
    '0000_create_job_and_queue',
    `create table ${schema}.queue (name text primary key, paused text)`,
    `create sequence ${schema}.job_position`,
    `create table ${schema}.job (
       id text primary key,
       queue text not null,
       subject text not null,
       payload jsonb not null,
       key text,
       state text not null,
       because text,
       priority int not null,
       position double precision not null default nextval('${schema}.job_position'),
       attempt int not null default 0,
       attempts int not null,
       not_before timestamptz,
       after text[] not null,
       asked_by text not null,
       slot int,
       runner text,
       holder text,
       fence int not null default 0,
       lease_until timestamptz,
       beat_at timestamptz,
       created_at timestamptz not null default clock_timestamp(),
       started_at timestamptz,
       finished_at timestamptz,
       traceparent text
     )`,
    `comment on column ${schema}.job.key is 'while it waits for its first start, the only one of its queue with this key'`,
    `comment on column ${schema}.job.slot is 'the place in its queue that its runner occupies; null: none'`,
    `create unique index job_slot on ${schema}.job (queue, slot) where slot is not null`,
    `create unique index job_key on ${schema}.job (queue, key) where state = 'WAITING' and key is not null`,
    `create index job_waiting on ${schema}.job (queue, priority desc, position) where state = 'WAITING'`,
    `create index job_dependent on ${schema}.job using gin (after) where state = 'WAITING' and after <> '{}'`,
    `create index job_finished on ${schema}.job (finished_at) where finished_at is not null`,
  ),
];
