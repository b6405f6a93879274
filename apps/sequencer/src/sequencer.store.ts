import { QueryFlag } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { type Gives, type ListObservations, type NightPlan, ObservationChanged, type Takes } from '@nightjar/contracts';
import { asked, Database, newestFirst, type Transaction } from '@nightjar/persistence';
import { ObservationRow } from './sequencer.entities.js';
import type { Running } from './situation.js';

/** The ends of so many requests are remembered, so that no block is carried out twice. */
const REMEMBERED = 1000;

/** What changes in the course of an observation. */
const CHANGES = ['state', 'step', 'because', 'finishedAt', 'frames', 'pointed', 'command', 'failures'] as const;

/** All persistence of the sequencer: every change of an observation is told in the transaction that makes it. */
@Injectable()
export class SequencerStore {
  constructor(private readonly database: Database) {}

  /** Writes observations as they are now and tells of them; together or not at all. */
  async save(telescope: string, ...all: readonly Running[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const running of all) {
        await this.write(tx, telescope, running);
        await tx.emit(ObservationChanged, running.observation);
      }
    });
  }

  private async write(tx: Transaction, telescope: string, running: Running): Promise<void> {
    const { observation, block, pointed, command, failures } = running;
    // One lean statement: it is written before the telescope may move, and `em.upsert` would read the row back.
    await tx.em
      .createQueryBuilder(ObservationRow)
      .setFlag(QueryFlag.CONVERT_CUSTOM_TYPES)
      .insert({ ...observation, telescope, block, pointed, command, failures })
      .onConflict('id')
      .merge([...CHANGES])
      .execute('run');
  }

  /** What a telescope was at when this service ended. */
  async running(telescope: string): Promise<Running | null> {
    const row = await this.database.em.findOne(
      ObservationRow,
      { telescope, state: 'RUNNING' },
      { populate: ['block', 'pointed', 'command', 'failures'] },
    );
    if (!row) return null;
    const { block, pointed, command, failures, telescope: _, ...observation } = row;
    return {
      observation,
      block,
      pointed,
      command,
      failures,
      lastFailure: null,
      retryAtMs: 0,
      readyAtMs: 0,
      pointedAtMs: 0,
    };
  }

  /** When the last observation of each request ended, Unix ms. */
  async finishedMs(telescope: string): Promise<Map<string, number>> {
    const rows = await this.database.rows<{ request: string; atMs: number }>(
      `select request, (1000 * extract(epoch from max(finished_at)))::float8 as "atMs" from sequence.observation
       where telescope = ? and finished_at is not null group by request order by max(id) desc limit ${REMEMBERED}`,
      [telescope],
    );
    return new Map(rows.map(({ request, atMs }) => [request, atMs]));
  }

  async plan(): Promise<NightPlan | null> {
    const [row] = await this.database.rows<{ body: NightPlan }>(`select body from sequence.plan`);
    return row?.body ?? null;
  }

  /** Keeps the newest plan. */
  async keepPlan(plan: NightPlan): Promise<void> {
    await this.database.rows(
      `insert into sequence.plan (version, body) values (?, ?::jsonb)
       on conflict (single) do update set version = excluded.version, body = excluded.body
       where plan.version < excluded.version`,
      [plan.version, JSON.stringify(plan)],
    );
  }

  /** Newest first; the cursor is the last identifier of the page before. */
  async list(ask: Takes<typeof ListObservations>): Promise<Gives<typeof ListObservations>> {
    const { limit, cursor, ...filter } = ask;
    return newestFirst(this.database, ObservationRow, asked(filter), { limit, cursor });
  }
}
