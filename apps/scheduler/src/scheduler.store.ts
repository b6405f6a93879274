import { Injectable } from '@nestjs/common';
import type {
  Block,
  Configuration,
  Gives,
  ListRequests,
  NightPlan,
  ObservationRequest,
  Takes,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';

const isoOf = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The noun of the contract, straight from its row. */
const REQUEST = `id, name, template, target, target_name as "targetName", ra_deg as "raDeg", dec_deg as "decDeg", notice, strategy, state, because,
  priority, interrupts, windows, constraints, camera, configurations, remaining, ${isoOf('created_at')} as "createdAt", trace_id as "traceId"`;
const ACTIVE = `state in ('PENDING', 'SCHEDULED', 'RUNNING')`;

/** What the record knows of a request beside the noun. */
export interface RequestOrigin {
  readonly mission: string | null;
  readonly trigger: string | null;
  readonly errorDeg: number | null;
}
export type KnownRequest = ObservationRequest & Pick<RequestOrigin, 'errorDeg'>;

/** A request that may be planned, with the earliest time at which a failed one is tried again. */
export type PlannableRequest = ObservationRequest & { readonly notBefore: string | null };

/** Where the plan puts a request, and why. */
export interface Standing {
  readonly id: string;
  readonly state: 'PENDING' | 'SCHEDULED';
  readonly because: string;
}

/** How far an observation of a request has got. */
export interface Progress {
  readonly id: string;
  readonly request: string;
  readonly state: string;
  readonly frames: number;
  readonly block: Block | null;
  readonly remainingBefore: Configuration[];
}

/** All persistence of the scheduler. Methods that take a transaction belong to the caller's. */
@Injectable()
export class SchedulerStore {
  constructor(private readonly database: Database) {}

  /** The newest request of the same target or of the same trigger, locked. */
  async newestOf(
    tx: Transaction,
    target: string | null,
    { mission, trigger }: RequestOrigin,
  ): Promise<KnownRequest | null> {
    const [row] = await tx.rows<KnownRequest>(
      `select ${REQUEST}, error_deg as "errorDeg" from schedule.request
       where (target = ? or (mission = ? and trigger = ?)) and template is null order by id desc limit 1 for update`,
      [target, mission, trigger],
    );
    return row ?? null;
  }

  async request(tx: Transaction, id: string): Promise<(ObservationRequest & { readonly failures: number }) | null> {
    const [row] = await tx.rows<ObservationRequest & { failures: number }>(
      `select ${REQUEST}, failures from schedule.request where id = ? for update`,
      [id],
    );
    return row ?? null;
  }

  /** Writes a request and what it came from; a known one is replaced, its times of creation and failure are kept. */
  async save(tx: Transaction, request: ObservationRequest, origin: RequestOrigin): Promise<void> {
    await tx.rows(
      `insert into schedule.request (id, target, target_name, ra_deg, dec_deg, error_deg, notice, mission, trigger, strategy, state,
         because, priority, interrupts, windows, constraints, camera, configurations, remaining, created_at, trace_id,
         name, template)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
       on conflict (id) do update set target = excluded.target, target_name = excluded.target_name, ra_deg = excluded.ra_deg, dec_deg = excluded.dec_deg,
         error_deg = excluded.error_deg, notice = excluded.notice, strategy = excluded.strategy, state = excluded.state,
         because = excluded.because, priority = excluded.priority, interrupts = excluded.interrupts, windows = excluded.windows,
         constraints = excluded.constraints, camera = excluded.camera, configurations = excluded.configurations,
         remaining = excluded.remaining, trace_id = excluded.trace_id`,
      [
        ...[
          request.id,
          request.target,
          request.targetName,
          request.raDeg,
          request.decDeg,
          origin.errorDeg,
          request.notice,
        ],
        ...[origin.mission, origin.trigger, request.strategy, request.state, request.because, request.priority],
        ...[request.interrupts, JSON.stringify(request.windows), JSON.stringify(request.constraints), request.camera],
        ...[
          JSON.stringify(request.configurations),
          JSON.stringify(request.remaining),
          request.createdAt,
          request.traceId,
        ],
        ...[request.name ?? null, request.template ?? null],
      ],
    );
  }

  async setState(tx: Transaction, { id, state, because, remaining }: ObservationRequest): Promise<void> {
    await tx.rows(`update schedule.request set state = ?, because = ?, remaining = ?::jsonb where id = ?`, [
      state,
      because,
      JSON.stringify(remaining),
      id,
    ]);
  }

  /**
   * Writes where waiting requests stand, in one statement; nothing happens to one that has begun or is over meanwhile.
   * @returns those whose state is another than it was, as they are now
   */
  async place(tx: Transaction, standings: readonly Standing[]): Promise<ObservationRequest[]> {
    return tx.rows<ObservationRequest>(
      `with said as (select * from jsonb_to_recordset(?::jsonb) as said (id text, state text, because text)),
         was as (
           select request.id, request.state from schedule.request join said using (id)
           where request.state in ('PENDING', 'SCHEDULED') order by request.id for update of request),
         placed as (
           update schedule.request set state = said.state, because = said.because from said join was using (id)
           where request.id = said.id and (request.state, request.because) is distinct from (said.state, said.because)
           returning request.*)
       select ${REQUEST} from placed where state <> (select was.state from was where was.id = placed.id) order by id`,
      [JSON.stringify(standings)],
    );
  }

  async holdBack(tx: Transaction, id: string, failures: number, notBefore: Date): Promise<void> {
    await tx.rows(`update schedule.request set failures = ?, not_before = ? where id = ?`, [
      failures,
      notBefore.toISOString(),
      id,
    ]);
  }

  /** Every request that is not over, locked for the planner. */
  async active(tx: Transaction): Promise<PlannableRequest[]> {
    return tx.rows<PlannableRequest>(
      `select ${REQUEST}, ${isoOf('not_before')} as "notBefore" from schedule.request where ${ACTIVE} order by id for update`,
    );
  }

  /** When the next window of a waiting request ends, ISO. */
  async nextExpiry(): Promise<string | null> {
    const [row] = await this.database.rows<{ at: string | null }>(
      `select min(last) as at from (select max(w->>'endAt') as last from schedule.request, jsonb_array_elements(windows) w
       where state in ('PENDING', 'SCHEDULED') group by id) each_request`,
    );
    return row?.at ?? null;
  }

  async progress(tx: Transaction, observation: string): Promise<Progress | null> {
    const [row] = await tx.rows<Progress>(
      `select id, request, state, frames, block, remaining_before as "remainingBefore"
       from schedule.observation where id = ? for update`,
      [observation],
    );
    return row ?? null;
  }

  async running(tx: Transaction): Promise<Progress[]> {
    return tx.rows<Progress>(
      `select id, request, state, frames, block, remaining_before as "remainingBefore"
       from schedule.observation where state = 'RUNNING' order by id`,
    );
  }

  async saveProgress(tx: Transaction, progress: Progress): Promise<void> {
    await tx.rows(
      `insert into schedule.observation (id, request, state, frames, block, remaining_before)
       values (?, ?, ?, ?, ?::jsonb, ?::jsonb) on conflict (id) do update set state = excluded.state, frames = excluded.frames`,
      [
        ...[progress.id, progress.request, progress.state, progress.frames],
        ...[JSON.stringify(progress.block), JSON.stringify(progress.remainingBefore)],
      ],
    );
  }

  /** Remembers that a trigger, or a document, was retracted. */
  async retract(tx: Transaction, keys: readonly string[], notice: string): Promise<void> {
    for (const key of keys)
      await tx.rows(`insert into schedule.retraction (key, notice) values (?, ?) on conflict do nothing`, [
        key,
        notice,
      ]);
  }

  async retracted(tx: Transaction, keys: readonly string[]): Promise<boolean> {
    const [row] = await tx.rows<{ key: string }>(
      `select key from schedule.retraction where key = any(select jsonb_array_elements_text(?::jsonb)) limit 1`,
      [JSON.stringify(keys)],
    );
    return row !== undefined;
  }

  async newestPlan(tx?: Transaction): Promise<NightPlan | null> {
    const query = `select version, ${isoOf('created_at')} as "createdAt", night, blocks, unscheduled
      from schedule.plan order by version desc limit 1`;
    const [row] = await (tx ? tx.rows<NightPlan>(query) : this.database.rows<NightPlan>(query));
    return row ?? null;
  }

  async nextVersion(tx: Transaction): Promise<number> {
    const [row] = await tx.rows<{ version: number }>(
      `select coalesce(max(version), 0) + 1 as version from schedule.plan`,
    );
    return row?.version ?? 1;
  }

  async savePlan(tx: Transaction, plan: NightPlan, because: string): Promise<void> {
    await tx.rows(
      `insert into schedule.plan (version, created_at, night, blocks, unscheduled, because) values (?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?)`,
      [
        ...[plan.version, plan.createdAt, JSON.stringify(plan.night)],
        ...[JSON.stringify(plan.blocks), JSON.stringify(plan.unscheduled), because],
      ],
    );
  }

  /** Newest first; the cursor is the last identifier of the page before. */
  async list({
    id,
    target,
    notice,
    state,
    limit,
    cursor,
  }: Takes<typeof ListRequests>): Promise<Gives<typeof ListRequests>> {
    const wanted = Object.entries({ id, target, notice, state }).filter(([, value]) => value !== undefined);
    const where = wanted.map(([column]) => `${column} = ?`);
    const values = wanted.map(([, value]) => value);
    const matching = where.length ? `where ${where.join(' and ')}` : '';
    const after = cursor ? `${matching ? `${matching} and` : 'where'} id < ?` : matching;
    const [rows, [total]] = await Promise.all([
      this.database.rows<ObservationRequest>(
        `select ${REQUEST} from schedule.request ${after} order by id desc limit ${limit + 1}`,
        cursor ? [...values, cursor] : values,
      ),
      this.database.rows<{ n: string }>(`select count(*) as n from schedule.request ${matching}`, values),
    ]);
    const results = rows.slice(0, limit);
    const next = rows.length > limit ? (results.at(-1)?.id ?? null) : null;
    return { results, next, count: { value: Number(total?.n ?? 0), exact: true } };
  }
}
