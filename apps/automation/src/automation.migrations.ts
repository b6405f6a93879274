import { migration } from '@nightjar/persistence';

export const migrations = [
  migration(
    '0001_create_alert',
    `create table automation.alert (
       id text primary key,
       request text not null,
       target text not null,
       target_name text not null,
       email text not null,
       state text not null,
       because text not null,
       created_at timestamptz(6) not null,
       sent_at timestamptz(6),
       trace_id text
     )`,
    `create index alert_request on automation.alert (request)`,
    `create index alert_held on automation.alert (id) where state = 'HELD'`,
  ),
];
