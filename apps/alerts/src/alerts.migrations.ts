import { migration } from '@nightjar/persistence';

export const migrations = [
  migration(
    '0001_create_notice',
    `create table alert.notice (
       id text primary key,
       ivoid text not null,
       ivoid_key text not null,
       -- The same identifier came with other bytes: kept and shown, never acted upon.
       revision_of text references alert.notice (id),
       role text not null,
       version text not null,
       title text not null,
       mission text,
       trigger text,
       relation text not null,
       cites jsonb not null,
       received_at timestamptz not null,
       event_time timestamptz,
       ra_deg double precision,
       dec_deg double precision,
       error_deg double precision,
       raw bytea not null,
       sha256 text not null,
       size int not null,
       peer text not null,
       warnings jsonb not null,
       decision text not null default 'pending',
       because text not null,
       request text,
       relayed boolean not null default false,
       trace_id text
     )`,
    `create unique index notice_ivoid on alert.notice (ivoid_key) where revision_of is null`,
    `create unique index notice_bytes on alert.notice (ivoid_key, sha256)`,
    `create index notice_owed on alert.notice (id) where not relayed`,
  ),
];
