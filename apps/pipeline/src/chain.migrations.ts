import { migration } from '@nightjar/persistence';

export const chainMigrations = [
  migration(
    '0004_chain',
    `create table pipeline.chain (
       id text primary key,
       identifier text not null unique,
       state text not null,
       because text,
       target text,
       inputs jsonb not null,
       preset text,
       started_by text not null,
       cause text not null,
       steps jsonb not null,
       priority int not null,
       made_for text unique,
       created_at timestamptz not null,
       finished_at timestamptz,
       trace_id text
     )`,
    `comment on column pipeline.chain.made_for is 'rule and product that it was made for, once; null where a person wanted it'`,
    `create index chain_target on pipeline.chain (target, id)`,
    `create index chain_state on pipeline.chain (state, id)`,
    `create table pipeline.preset (
       id text primary key,
       name text not null,
       says text not null,
       for_group text,
       pipelines jsonb not null,
       files jsonb not null,
       changed_at timestamptz not null,
       changed_by text not null
     )`,
    `create unique index preset_name on pipeline.preset (name, coalesce(for_group, ''))`,
    `create table pipeline.rule (
       id text primary key,
       name text not null unique,
       enabled boolean not null,
       waits_for text not null,
       conditions jsonb not null,
       steps jsonb not null,
       preset text references pipeline.preset (id),
       priority int not null
     )`,
    // a frame of a target, which an alert is waiting for, goes ahead of one that was taken for the record
    `insert into pipeline.rule (id, name, enabled, waits_for, conditions, steps, priority) values
       ('rul_00000000-0000-7000-8000-000000000001', 'frames of a target', true, 'frame-stored', '{"target": "some"}',
        '[{"pipeline": "inspect"}, {"pipeline": "photometry"}]', 10),
       ('rul_00000000-0000-7000-8000-000000000002', 'frames of no target', true, 'frame-stored', '{"target": "none"}',
        '[{"pipeline": "inspect"}]', 0)`,
    // a frame that arrived before this migration is not reduced again when it is told of again
    `insert into pipeline.chain (id, identifier, state, target, inputs, started_by, cause, steps, priority, made_for, created_at,
       finished_at)
     select 'chn' || substr(id, 4), 'before chains: ' || identifier, 'SUCCEEDED', target, inputs, started_by, cause, '[]', 0,
       case when target is null then 'rul_00000000-0000-7000-8000-000000000002 '
         else 'rul_00000000-0000-7000-8000-000000000001 ' end || made_for, created_at, created_at
     from pipeline.process where pipeline = 'inspect' and made_for like 'prd%'`,
    `alter table pipeline.process drop column made_for, drop column chain_rest`,
    `drop sequence pipeline.process_number`,
  ),
];
