import { migration } from '@nightjar/persistence';

export const migrations = [
  migration(
    '0001_create_request_and_plan',
    `create table schedule.request (
       id text primary key,
       target text not null,
       target_name text not null,
       ra_deg double precision not null,
       dec_deg double precision not null,
       error_deg double precision,
       notice text,
       mission text,
       trigger text,
       strategy text,
       state text not null,
       because text not null,
       priority double precision not null,
       interrupts boolean not null,
       windows jsonb not null,
       constraints jsonb not null,
       camera text not null,
       configurations jsonb not null,
       remaining jsonb not null,
       not_before timestamptz,
       failures int not null default 0,
       created_at timestamptz not null,
       trace_id text
     )`,
    `create index request_active on schedule.request (id) where state in ('PENDING', 'SCHEDULED', 'RUNNING')`,
    `create index request_target on schedule.request (target, id)`,
    `create index request_notice on schedule.request (notice)`,
    `create index request_trigger on schedule.request (mission, trigger)`,
    `create table schedule.observation (
       id text primary key,
       request text not null references schedule.request (id),
       state text not null,
       frames int not null,
       block jsonb,
       remaining_before jsonb not null
     )`,
    `create index observation_running on schedule.observation (request) where state = 'RUNNING'`,
    `create table schedule.plan (
       version int primary key,
       created_at timestamptz not null,
       night jsonb,
       blocks jsonb not null,
       unscheduled jsonb not null,
       because text not null
     )`,
    `create table schedule.retraction (key text primary key, notice text not null)`,
    `create table schedule.wish (
       single boolean primary key default true check (single),
       asked bigint not null default 0,
       planned bigint not null default 0
     )`,
    `insert into schedule.wish default values`,
  ),
  // That a plan is wanted is known by the job that waits to make it.
  migration('0002_drop_wish', `drop table schedule.wish`),
  migration(
    '0003_create_template',
    `create table schedule.template (
       id text primary key,
       name text not null,
       target text not null,
       facility text not null,
       fields jsonb not null,
       open boolean not null,
       changed_at timestamptz(6) not null,
       changed_by text not null
     )`,
    `create unique index template_name on schedule.template (target, facility, name)`,
    `alter table schedule.request add column name text, add column template text, add column alert_email text`,
    `comment on column schedule.request.alert_email is 'who is told of new data; never part of the noun'`,
    `create index request_alert on schedule.request (created_at) where alert_email is not null`,
  ),
];
