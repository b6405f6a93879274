import type { MigrationObject } from '@mikro-orm/core';
import { migration } from './migration.js';

/** What a service knows of the commands it was sent: those done under a key, and those that came too late. */
export const commandTables = (schema: string): MigrationObject[] => [
  migration(
    '0000_create_answered_and_out_of_date',
    // json, not jsonb: an answer is given again as it was, and may hold a NUL
    `create table ${schema}.answered (
       subject text not null,
       key text not null,
       fingerprint text not null,
       state text not null check (state in ('BEGUN', 'DONE')),
       answer json,
       refusal json,
       alive_until timestamptz not null,
       at timestamptz not null default clock_timestamp(),
       primary key (subject, key)
     )`,
    `create index answered_at on ${schema}.answered (at)`,
    `create table ${schema}.out_of_date (
       id bigint generated always as identity primary key,
       message_id text not null,
       subject text not null,
       actor text not null,
       cause text,
       deadline timestamptz not null,
       received_at timestamptz not null default clock_timestamp()
     )`,
    `create index out_of_date_received on ${schema}.out_of_date (received_at)`,
  ),
];
