import type { MigrationObject } from '@mikro-orm/core';
import { commandTables } from './command-tables.js';
import { eventTables } from './event-tables.js';
import { jobTables } from './job-tables.js';
import { migration } from './migration.js';

/** The tables every service has: what it will tell, what it has heard, and what it could not do. */
export const commonTables = (schema: string): MigrationObject[] => [
  migration(
    '0000_create_outbox_and_inbox',
    `create table ${schema}.outbox (
       seq bigint generated always as identity primary key,
       id text not null unique,
       subject text not null,
       payload jsonb not null,
       traceparent text,
       created_at timestamptz not null default clock_timestamp(),
       sent_at timestamptz
     )`,
    `create index outbox_unsent on ${schema}.outbox (seq) where sent_at is null`,
    `create table ${schema}.inbox (
       consumer text not null,
       event_id text not null,
       received_at timestamptz not null default clock_timestamp(),
       primary key (consumer, event_id)
     )`,
    `create table ${schema}.dead_letter (
       id bigint generated always as identity primary key,
       consumer text not null,
       message_id text not null,
       subject text not null,
       payload jsonb,
       reason text not null,
       attempts int not null,
       traceparent text,
       failed_at timestamptz not null default clock_timestamp(),
       unique (consumer, message_id)
     )`,
  ),
  migration(
    '0000_create_lease',
    `create table ${schema}.lease (
       name text primary key,
       holder text not null,
       fence bigint not null,
       expires_at timestamptz not null
     )`,
  ),
  ...eventTables(schema),
  ...commandTables(schema),
  ...jobTables(schema),
];
