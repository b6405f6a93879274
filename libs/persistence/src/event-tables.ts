import type { MigrationObject } from '@mikro-orm/core';
import { migration } from './migration.js';

/** What the promise about events needs beside the first outbox and inbox. */
export const eventTables = (schema: string): MigrationObject[] => [
  migration(
    '0000_order_outbox_by_aggregate',
    `alter table ${schema}.outbox
       add column aggregate text,
       add column again boolean not null default false`,
    `comment on column ${schema}.outbox.aggregate is 'what it is about; messages of one aggregate leave in order. Null: the subject'`,
    `comment on column ${schema}.outbox.again is 'to be published once more, as the broker lost it before its consumers had it'`,
    `drop index ${schema}.outbox_unsent`,
    `create index outbox_unsent on ${schema}.outbox (seq) where sent_at is null or again`,
  ),
  migration(
    '0000_create_delivery_and_consumer',
    `create table ${schema}.delivery (
       consumer text not null,
       event_id text not null,
       deaths int not null default 0,
       holder text,
       primary key (consumer, event_id)
     )`,
    `comment on table ${schema}.delivery is 'messages that came again: who handles one now, and how often a holder died over it'`,
    `create table ${schema}.consumer (
       durable text primary key,
       subject text not null,
       since timestamptz not null
     )`,
    `comment on column ${schema}.consumer.since is 'it is owed what was emitted from then on'`,
    `create table ${schema}.stream (
       name text primary key,
       created text not null
     )`,
    `comment on table ${schema}.stream is 'the streams this service has published to; another creation time tells that one was lost'`,
    `alter table ${schema}.dead_letter
       add column aggregate text,
       add column actor text,
       add column handed_at timestamptz`,
    `comment on column ${schema}.dead_letter.handed_at is 'a person wants it tried again'`,
    `create index inbox_received on ${schema}.inbox using brin (received_at)`,
  ),
  migration(
    '0000_keep_original_of_dead_letter',
    `alter table ${schema}.dead_letter add column original text`,
    `comment on column ${schema}.dead_letter.original is 'the payload as JSON, where jsonb cannot hold it; payload is then what it looks like'`,
  ),
];
