import { Injectable } from '@nestjs/common';
import {
  CommandChanged,
  FrameStored,
  SafetyChanged,
  type Carries,
  type Gives,
  type ListCommands,
  type Takes,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import type { Frame } from './command/frame.js';
import { shown, type Change, type CommandRecord } from './command/record.js';

const isoOf = (column: string, name: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${name}"`;

const COMMAND = `id, instrument, "order", state, because, observation, request, target, actor, refusal, frame, pointing, wire,
  ${isoOf('sent_at', 'sentAt')}, ${isoOf('created_at', 'createdAt')}, ${isoOf('finished_at', 'finishedAt')},
  ${isoOf('deadline', 'deadline')}, trace_id as "traceId", boot_id as "bootId"`;

const UNFINISHED = `state in ('RECEIVED', 'SENT', 'ACCEPTED', 'RUNNING', 'UNKNOWN')`;

/** All persistence of the instruments. */
@Injectable()
export class InstrumentsStore {
  constructor(private readonly database: Database) {}

  /** @returns the command that already has this id, or undefined when this one is new and now written down */
  async insert(record: CommandRecord): Promise<CommandRecord | undefined> {
    const first = { state: record.state, because: record.because, at: record.createdAt };
    const fresh = await this.database.transaction((tx) => this.save(tx, record, [first]));
    return fresh ? undefined : this.find(record.id);
  }

  /** A command's new states, what the world is told of them and, with the last one, its frame: all together. */
  async write(record: CommandRecord, changes: readonly Change[], frame: Frame | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.save(tx, record, changes, true);
      // The frame first: who hears that the exposure is done has heard of its frame.
      if (frame) await tx.emit(FrameStored, frame);
      await tx.emit(CommandChanged, shown(record));
    });
  }

  async tellSafety(verdict: Carries<typeof SafetyChanged>): Promise<void> {
    await this.database.transaction((tx) => tx.emit(SafetyChanged, verdict));
  }

  async find(id: string): Promise<CommandRecord | undefined> {
    const [row] = await this.database.rows<CommandRecord>(`select ${COMMAND} from instrument.command where id = ?`, [
      id,
    ]);
    return row;
  }

  /** Commands that an earlier run left unfinished, oldest first. */
  async unfinished(): Promise<CommandRecord[]> {
    return this.database.rows<CommandRecord>(
      `select ${COMMAND} from instrument.command where ${UNFINISHED} order by id`,
    );
  }

  /** The newest command of every device. */
  async lastOfEach(): Promise<CommandRecord[]> {
    return this.database.rows<CommandRecord>(
      `select ${COMMAND} from instrument.command
       where id in (select max(id) from instrument.command group by instrument) order by id`,
    );
  }

  async list(ask: Takes<typeof ListCommands>): Promise<Gives<typeof ListCommands>> {
    const wanted = Object.entries({ id: ask.id, instrument: ask.instrument, observation: ask.observation }).flatMap(
      ([column, value]) => (value === undefined ? [] : [{ column, value }]),
    );
    const where = wanted.length > 0 ? `where ${wanted.map(({ column }) => `${column} = ?`).join(' and ')}` : '';
    const rows = await this.database.rows<CommandRecord>(
      `select ${COMMAND} from instrument.command ${where} order by id desc limit ?`,
      [...wanted.map(({ value }) => value), ask.limit],
    );
    return { results: rows.map(shown) };
  }

  /** @returns whether the row is new */
  private async save(
    tx: Transaction,
    r: CommandRecord,
    changes: readonly Change[],
    overwrite = false,
  ): Promise<boolean> {
    const conflict = overwrite
      ? `update set state = excluded.state, because = excluded.because, refusal = excluded.refusal, sent_at = excluded.sent_at,
           finished_at = excluded.finished_at, frame = excluded.frame, boot_id = excluded.boot_id,
           pointing = excluded.pointing, wire = excluded.wire`
      : 'nothing';
    const rows = await tx.rows<{ id: string }>(
      `insert into instrument.command (id, instrument, "order", state, because, refusal, observation, request, target, actor,
         deadline, sent_at, created_at, finished_at, frame, trace_id, boot_id, pointing, wire)
       values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)
       on conflict (id) do ${conflict} returning id`,
      [
        ...[
          r.id,
          r.instrument,
          JSON.stringify(r.order),
          r.state,
          r.because,
          r.refusal,
          r.observation,
          r.request,
          r.target,
        ],
        ...[r.actor, r.deadline, r.sentAt, r.createdAt, r.finishedAt, r.frame, r.traceId, r.bootId],
        ...[r.pointing && JSON.stringify(r.pointing), JSON.stringify(r.wire)],
      ],
    );
    if (rows.length === 0) return false;
    for (const { state, because, at } of changes) {
      await tx.rows('insert into instrument.command_change (command, state, because, at) values (?, ?, ?, ?)', [
        r.id,
        state,
        because,
        at,
      ]);
    }
    return true;
  }
}
