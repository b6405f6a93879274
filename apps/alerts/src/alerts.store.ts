import { Injectable } from '@nestjs/common';
import type { Gives, ListNotices, Notice, Outcome, Takes } from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { parseIvoid, type KnownPacket } from '@nightjar/voevent';

const isoOf = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The noun of the contract, straight from its row. */
const NOTICE = `id, ivoid, role, version, title, mission, trigger, relation, cites, ${isoOf('received_at')} as "receivedAt",
  ${isoOf('event_time')} as "eventTime", ra_deg as "raDeg", dec_deg as "decDeg", error_deg as "errorDeg", sha256, size,
  json_build_object('decision', decision, 'because', because, 'request', request) as outcome, trace_id as "traceId"`;

/** A notice with what is kept beside it. */
export interface Received {
  readonly notice: Notice;
  readonly ivoidKey: string;
  readonly raw: Uint8Array;
  /** Address and port it came from. */
  readonly peer: string;
  readonly warnings: readonly { readonly code: string; readonly says: string }[];
}

/** All persistence of the alert broker. Methods that take a transaction belong to the caller's. */
@Injectable()
export class AlertsStore {
  constructor(private readonly database: Database) {}

  /**
   * Keeps a packet unless its identifier is known; then says what it is known as. The unique indexes decide, so that of
   * any number of parallel deliveries one is kept: the others wait here for its commit.
   * @param revisionOf the notice whose identifier it shares; null for the first of its identifier
   * @returns whether it was kept
   */
  async keep(tx: Transaction, received: Received, revisionOf: string | null = null): Promise<boolean> {
    const { notice, ivoidKey, raw, peer, warnings } = received;
    const kept = await tx.rows<{ id: string }>(
      `insert into alert.notice (id, ivoid, ivoid_key, revision_of, role, version, title, mission, trigger, relation, cites,
         received_at, event_time, ra_deg, dec_deg, error_deg, raw, sha256, size, peer, warnings, decision, because, trace_id)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
       on conflict do nothing returning id`,
      [
        ...[notice.id, notice.ivoid, ivoidKey, revisionOf, notice.role, notice.version, notice.title, notice.mission],
        ...[notice.trigger, notice.relation, JSON.stringify(notice.cites), notice.receivedAt, notice.eventTime],
        ...[notice.raDeg, notice.decDeg, notice.errorDeg, Buffer.from(raw), notice.sha256, notice.size, peer],
        ...[JSON.stringify(warnings), notice.outcome.decision, notice.outcome.because, notice.traceId],
      ],
    );
    return kept.length > 0;
  }

  /** What is stored under an identifier: the packet of these very bytes where there is one, else the first. */
  async known(
    tx: Transaction,
    ivoidKey: string,
    sha256: string,
  ): Promise<(KnownPacket & { readonly id: string }) | null> {
    const [row] = await tx.rows<KnownPacket & { id: string }>(
      `select id, ivoid, sha256 from alert.notice where ivoid_key = ? order by (sha256 = ?) desc, id limit 1`,
      [ivoidKey, sha256],
    );
    return row ?? null;
  }

  /** @returns the notice with its outcome; null when there is no such notice */
  async conclude(tx: Transaction, id: string, outcome: Outcome): Promise<Notice | null> {
    const [row] = await tx.rows<Notice>(
      `update alert.notice set decision = ?, because = ?, request = ? where id = ? returning ${NOTICE}`,
      [outcome.decision, outcome.because, outcome.request, id],
    );
    return row ?? null;
  }

  async list({ ivoid, id, limit, cursor }: Takes<typeof ListNotices>): Promise<Gives<typeof ListNotices>> {
    const filters: [string, string][] = [];
    if (id !== undefined) filters.push(['id = ?', id]);
    if (ivoid !== undefined) filters.push(['ivoid_key = ?', keyOf(ivoid)]);
    const where = (all: readonly [string, string][]): string => all.map(([sql]) => sql).join(' and ') || 'true';
    const paged: typeof filters = cursor === undefined ? filters : [...filters, ['id < ?', cursor]];
    const [found, counted] = await Promise.all([
      this.database.rows<Notice>(
        `select ${NOTICE} from alert.notice where ${where(paged)} order by id desc limit ${limit + 1}`,
        paged.map(([, value]) => value),
      ),
      this.database.rows<{ value: number }>(
        `select count(*)::int as value from alert.notice where ${where(filters)}`,
        filters.map(([, value]) => value),
      ),
    ]);
    const results = found.slice(0, limit);
    const next = found.length > limit ? (results.at(-1)?.id ?? null) : null;
    return { results, next, count: { value: counted[0]?.value ?? 0, exact: true } };
  }

  async raw(id: string): Promise<{ readonly bytes: Buffer; readonly sha256: string } | null> {
    const [row] = await this.database.rows<{ bytes: Buffer; sha256: string }>(
      'select raw as bytes, sha256 from alert.notice where id = ?',
      [id],
    );
    return row ?? null;
  }

  /** What was acknowledged but perhaps not relayed when the broker died, oldest first. */
  async owed(limit: number): Promise<{ readonly id: string; readonly bytes: Buffer }[]> {
    const rows = await this.database.rows<{ id: string; bytes: Buffer }>(
      `select id, raw as bytes from alert.notice where not relayed order by id desc limit ${limit}`,
    );
    return rows.reverse();
  }

  /** Losing this mark in a crash only relays again, so its commit need not wait for the disk. */
  async markRelayed(ids: readonly string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.rows('set local synchronous_commit = off');
      await tx.rows('update alert.notice set relayed = true where id = any(?::text[])', [`{${ids.join(',')}}`]);
    });
  }
}

/** What is no identifier equals none that is stored. */
const keyOf = (ivoid: string): string => {
  try {
    return parseIvoid(ivoid).key;
  } catch {
    return ivoid;
  }
};
