import { migration } from '@nightjar/persistence';

export const migrations = [
  migration(
    '0001_create_observation_and_plan',
    `create table sequence.observation (
       id text primary key,
       request text not null,
       target text not null,
       target_name text not null,
       telescope text not null,
       state text not null,
       step text not null,
       because text,
       started_at timestamptz not null,
       finished_at timestamptz,
       frames int not null,
       frames_planned int not null,
       trace_id text,
       block jsonb not null,
       pointed boolean not null,
       command jsonb,
       failures int not null
     )`,
    `create unique index observation_running on sequence.observation (telescope) where state = 'RUNNING'`,
    `create index observation_target on sequence.observation (target, id)`,
    `create index observation_request on sequence.observation (request, id)`,
    `create table sequence.plan (
       single boolean primary key default true check (single),
       version int not null,
       body jsonb not null
     )`,
  ),
];
