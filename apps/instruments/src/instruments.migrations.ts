import { migration } from '@nightjar/persistence';

export const migrations = [
  migration(
    '0001_create_command',
    `create table instrument.command (
       id text primary key,
       instrument text not null,
       "order" jsonb not null,
       state text not null,
       because text,
       refusal text,
       observation text,
       request text,
       target text,
       actor text not null,
       deadline timestamptz,
       sent_at timestamptz,
       created_at timestamptz not null,
       finished_at timestamptz,
       frame text,
       trace_id text,
       boot_id text,
       pointing jsonb,
       wire jsonb not null
     )`,
    `create index command_of_instrument on instrument.command (instrument, id)`,
    `create index command_of_observation on instrument.command (observation, id) where observation is not null`,
    `create index command_unfinished on instrument.command (id)
       where state in ('RECEIVED', 'SENT', 'ACCEPTED', 'RUNNING', 'UNKNOWN')`,
    `create table instrument.command_change (
       seq bigint generated always as identity primary key,
       command text not null references instrument.command (id),
       state text not null,
       because text,
       at timestamptz not null
     )`,
    `create index command_change_of_command on instrument.command_change (command, seq)`,
  ),
];
