import { migration } from '@nightjar/persistence';
import { chainMigrations } from './chain.migrations.js';

export const migrations = [
  migration(
    '0001_create_process',
    `create sequence pipeline.process_number`,
    `create table pipeline.process (
       id text primary key,
       identifier text not null unique,
       pipeline text not null,
       queue text not null,
       target text,
       state text not null,
       status text not null,
       failure_message text,
       attempt int not null default 0,
       created_at timestamptz not null,
       started_at timestamptz,
       finished_at timestamptz,
       duration_s double precision,
       steps jsonb not null default '[]',
       inputs jsonb not null,
       outputs jsonb not null default '[]',
       result jsonb not null default '{}',
       params jsonb not null default '{}',
       trace_id text,
       cause text not null,
       products jsonb not null,
       chain_rest jsonb not null default '[]',
       unique (cause, pipeline)
     )`,
    `comment on column pipeline.process.duration_s is 'wall clock of its last attempt'`,
    `comment on column pipeline.process.cause is 'what made it, e.g. the product that arrived; once for each pipeline'`,
    `comment on column pipeline.process.products is 'its inputs as the catalogue told of them'`,
    `comment on column pipeline.process.chain_rest is 'names of the pipelines that follow when it succeeds'`,
    `create index process_target on pipeline.process (target, id)`,
    `create index process_state on pipeline.process (state, id)`,
    `create index process_input on pipeline.process using gin (inputs)`,
    `create table pipeline.process_log (
       process text not null references pipeline.process (id),
       line int not null,
       at timestamptz not null,
       level text not null,
       text text not null,
       primary key (process, line)
     )`,
  ),
  migration(
    '0002_add_job',
    `alter table pipeline.process add column job text`,
    `comment on column pipeline.process.job is 'the job that runs it; its fence is what keeps a late runner from writing'`,
    `create index process_job on pipeline.process (job)`,
  ),
  migration(
    '0003_provenance',
    `alter table pipeline.process rename column cause to made_for`,
    `comment on column pipeline.process.made_for is 'the product that arrived, or itself; one process of a pipeline for each'`,
    `alter table pipeline.process
       add column flags jsonb not null default '{}',
       add column made_group jsonb,
       add column started_by text not null default 'nightjar',
       add column cause text not null default 'a frame arrived',
       add column chain text,
       add column provenance jsonb not null default '{"inputs": [], "versions": null}'`,
    `comment on column pipeline.process.made_group is 'identifier and name of the group of the files it made'`,
    `create index process_chain on pipeline.process (chain)`,
    `update pipeline.process set
       provenance = jsonb_build_object('versions', null, 'inputs', coalesce(
         (select jsonb_agg(jsonb_build_object('id', one->'id', 'sha256', one->'sha256')) from jsonb_array_elements(products) one),
         '[]')),
       outputs = coalesce((select jsonb_agg(one || '{"tag": ""}') from jsonb_array_elements(outputs) one), '[]'),
       steps = coalesce(
         (select jsonb_agg((one - 'state') || jsonb_build_object('status', one->'state', 'progress', null, 'finishedAt',
            case when one->>'durationS' is null then null else
              to_char(((one->>'startedAt')::timestamptz + make_interval(secs => (one->>'durationS')::float)) at time zone 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end))
          from jsonb_array_elements(steps) one),
         '[]')`,
  ),
  ...chainMigrations,
  migration(
    '0005_step_inputs',
    `alter table pipeline.process add column made jsonb not null default '[]', add column sources jsonb,
       add column ordered_as text unique`,
    `comment on column pipeline.process.made is 'the files it made, as the catalogue is told of them: a later step may work on them'`,
    `comment on column pipeline.process.ordered_as is 'who ordered it and under which word, once; null where nothing is repeated'`,
    `comment on column pipeline.process.sources is 'where its inputs come from; null where they were known when it was made'`,
  ),
  migration(
    '0006_no_pictures_at_night',
    // the console draws the plots of a light curve from its tables; a rule that a person changed is left alone
    `update pipeline.rule set steps = '[{"pipeline": "inspect"}, {"pipeline": "photometry", "flags": {"plots": false}}]'
     where id = 'rul_00000000-0000-7000-8000-000000000001'
       and steps = '[{"pipeline": "inspect"}, {"pipeline": "photometry"}]'`,
  ),
  migration(
    '0007_templates_by_themselves',
    `insert into pipeline.rule (id, name, enabled, waits_for, conditions, steps, priority) values
       ('rul_00000000-0000-7000-8000-000000000003', 'templates of a field', true, 'frames-measured',
        '{"target": "some", "frames": 5}', '[{"pipeline": "template"}]', -10)
     on conflict (name) do nothing`,
    // whoever measured a frame wants to know what else was measured of its target
    `create index process_measured on pipeline.process (target, (result->>'filter'), id)
       where pipeline = 'photometry' and state = 'SUCCEEDED'`,
  ),
  migration(
    '0008_count_revisions',
    `alter table pipeline.preset add column revision int not null default 1`,
    `alter table pipeline.rule add column revision int not null default 1, add column changed_at timestamptz,
       add column changed_by text`,
  ),
];
