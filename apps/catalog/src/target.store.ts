import type { SqlEntityManager } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import type { Gives, ListTargets, Notice, Takes, Target } from '@nightjar/contracts';
import { Database, insertNew, type Transaction } from '@nightjar/persistence';
import { parseIvoid } from '@nightjar/voevent';
import { AliasRow, aliasesOf, MatchRow, TargetRow, TriggerRow } from './catalog.entities.js';
import { isPlaced, type PlacedNotice, SAME_EPOCH_S, triggerName, type Candidates } from './match-notice.js';
import { countOf, keysOf, pageOf, valuesOf, whereAll, type Condition } from './paging.js';

type Cone = NonNullable<Takes<typeof ListTargets>['cone']>;

/** Rounding in the unit vectors must not lose a target on the rim; the exact separation is tested after. */
const RIM = 1e-12;

/** Nothing on the sky is that small, and PostgreSQL refuses to compute with what underflows. */
const GRAIN_DEG = 1e-12;
const grained = (deg: number): number => (Math.abs(deg) < GRAIN_DEG ? 0 : deg);

/** All persistence of targets. Methods that take a transaction belong to the caller's. */
@Injectable()
export class TargetStore {
  constructor(private readonly database: Database) {}

  /** Matching is done one notice at a time over all instances: two notices of one event must not both find nothing. */
  async lockMatching(tx: Transaction): Promise<void> {
    await tx.rows(`select pg_advisory_xact_lock(hashtextextended('catalog match', 0))`);
  }

  async isMatched(tx: Transaction, notice: string): Promise<boolean> {
    return (await tx.em.count(MatchRow, { notice })) > 0;
  }

  async candidates(tx: Transaction, notice: Notice): Promise<Candidates> {
    const byTrigger = await this.byTrigger(tx, notice);
    const byCitation = byTrigger ? null : await this.byCitation(tx, notice);
    const sameEpoch = (byTrigger ?? byCitation) ? [] : await this.sameEpoch(tx, notice);
    return { byTrigger, byCitation, sameEpoch };
  }

  /** @returns false when another target has the name */
  async insert(tx: Transaction, { aliases, ...target }: Target): Promise<boolean> {
    const row = { ...target, raDeg: grained(target.raDeg), decDeg: grained(target.decDeg) };
    if ((await insertNew(tx.em, TargetRow, row)) === 0) return false;
    await this.addAlias(tx, target.id, ...aliases);
    return true;
  }

  async addAlias(tx: Transaction, target: string, ...names: readonly string[]): Promise<void> {
    await insertNew(tx.em, AliasRow, ...names.map((name) => ({ target, name })));
  }

  /** Whether any target goes by a name, in any case. */
  async isNamed(tx: Transaction, names: readonly string[]): Promise<boolean> {
    for (const name of names) {
      const found = await tx.rows(
        `select 1 as one from catalog.target where lower(name) = lower(?)
         union all select 1 from catalog.alias where lower(name) = lower(?) limit 1`,
        [name, name],
      );
      if (found.length > 0) return true;
    }
    return false;
  }

  async move(tx: Transaction, id: string, { raDeg, decDeg, errorDeg }: PlacedNotice): Promise<void> {
    await tx.em.nativeUpdate(TargetRow, { id }, { raDeg: grained(raDeg), decDeg: grained(decDeg), errorDeg });
  }

  /** Adds extras, and strikes out others; in one statement, so that two who note something at once both do. */
  async annotate(
    tx: Transaction,
    id: string,
    set: Target['extras'],
    remove: readonly string[],
  ): Promise<Target | null> {
    await tx.rows(
      `update catalog.target set extras = (extras - array(select jsonb_array_elements_text(?::jsonb))) || ?::jsonb where id = ?`,
      [JSON.stringify(remove), JSON.stringify(set).replaceAll('\\u0000', ''), id],
    );
    return this.get(tx, id);
  }

  /** Notes which target a notice, and with it its mission's trigger, belongs to. */
  async note(
    tx: Transaction,
    { id, ivoid, mission, trigger }: Notice,
    target: string | null,
    because: string,
  ): Promise<void> {
    await tx.em.insert(MatchRow, { notice: id, ivoidKey: keyOf(ivoid), target, because });
    if (target && mission && trigger) await insertNew(tx.em, TriggerRow, { mission, trigger, target });
  }

  async get(tx: Transaction, id: string): Promise<Target | null> {
    return (await targetsWhere(tx.em, [['t.id = ?', id]]))[0] ?? null;
  }

  /** Of these targets, those that are known. */
  async known(tx: Transaction, ids: readonly (string | null)[]): Promise<ReadonlySet<string>> {
    const asked = [...new Set(ids.filter((id) => id !== null))];
    if (asked.length === 0) return new Set();
    const rows = await tx.em.find(TargetRow, { id: asked }, { fields: ['id'], disableIdentityMap: true });
    return new Set(rows.map(({ id }) => id));
  }

  async list({ id, q, cone, limit, cursor }: Takes<typeof ListTargets>): Promise<Gives<typeof ListTargets>> {
    const conditions: Condition[] = [];
    if (id !== undefined) conditions.push(['t.id = ?', id]);
    if (q !== undefined) conditions.push(partOfName(q));
    return cone ? this.listCone(conditions, cone, limit, cursor) : this.listNewest(conditions, limit, cursor);
  }

  private async listNewest(
    conditions: readonly Condition[],
    limit: number,
    cursor: string | undefined,
  ): Promise<Gives<typeof ListTargets>> {
    const [after] = cursor === undefined ? [] : keysOf(cursor, 1);
    const paged: Condition[] = after === undefined ? [...conditions] : [...conditions, ['t.id < ?', after]];
    const [rows, count] = await Promise.all([
      targetsWhere(this.database.em, paged, 'desc', limit + 1),
      countOf(this.database, 'catalog.target t', conditions),
    ]);
    return pageOf(
      rows.map((row) => ({ ...row, separationArcsec: null })),
      limit,
      count,
      (row) => [row.id],
    );
  }

  /** Nearest first. The index gives what is in the box round the cone; the exact separation decides. */
  private async listCone(
    conditions: readonly Condition[],
    cone: Cone,
    limit: number,
    cursor: string | undefined,
  ): Promise<Gives<typeof ListTargets>> {
    const [raDeg, decDeg, radiusDeg] = [grained(cone.raDeg), grained(cone.decDeg), grained(cone.radiusDeg)];
    const inCone: Condition[] = [
      ...conditions,
      [
        `t.point <@ cube_enlarge(catalog.sky_point(?, ?), 2 * sind(least(?::float8, 180) / 2) + ${RIM}, 3)`,
        ...[raDeg, decDeg, radiusDeg],
      ],
      ['catalog.separation_deg(?, ?, t.ra_deg, t.dec_deg) <= ?', raDeg, decDeg, radiusDeg],
    ];
    const [apart, id] = cursor === undefined ? [] : keysOf(cursor, 2);
    const after: Condition = apart === undefined || id === undefined ? ['true'] : ['(apart, id) > (?, ?)', apart, id];
    const { em } = this.database;
    const rows = await em.execute<{ apart: number; total: number }[]>(
      `with cone as (
         select t.id, catalog.separation_deg(?, ?, t.ra_deg, t.dec_deg) as apart, count(*) over ()::int as total
         from catalog.target t where ${whereAll(inCone)}
       ), page as (select * from cone where ${after[0]} order by apart, id limit ${limit + 1})
       select t.*, ${aliasesOf('t.id')} as aliases, page.apart, page.total
       from page join catalog.target t on t.id = page.id order by page.apart, page.id`,
      [raDeg, decDeg, ...valuesOf(inCone), ...valuesOf([after])],
    );
    const count =
      rows[0]?.total ?? (cursor === undefined ? 0 : await countOf(this.database, 'catalog.target t', inCone));
    const found = rows.map(({ apart, ...row }) => ({
      target: { ...em.map(TargetRow, row), separationArcsec: apart * 3600 },
      apart,
    }));
    const { results, ...rest } = pageOf(found, limit, count, ({ target, apart }) => [apart, target.id]);
    return { results: results.map(({ target }) => target), ...rest };
  }

  /** A target made by hand under the name of the trigger counts as well. */
  private async byTrigger(tx: Transaction, { mission, trigger }: Notice): Promise<Target | null> {
    if (!mission || !trigger) return null;
    const [row] = await targetsWhere(tx.em, [
      [
        `(t.id = (select target from catalog.trigger where mission = ? and trigger = ?) or lower(t.name) = lower(?))`,
        ...[mission, trigger, triggerName(mission, trigger)],
      ],
    ]);
    return row ?? null;
  }

  private async byCitation(tx: Transaction, { cites }: Notice): Promise<Target | null> {
    for (const cited of cites) {
      const matched = `t.id = (select target from catalog.match where ivoid_key = ? and target is not null limit 1)`;
      const [row] = await targetsWhere(tx.em, [[matched, keyOf(cited)]]);
      if (row) return row;
    }
    return null;
  }

  /** Two triggers of one mission are two events, however near. */
  private async sameEpoch(tx: Transaction, notice: Notice): Promise<Target[]> {
    const { eventTime, mission, trigger } = notice;
    if (eventTime === null || !isPlaced(notice)) return [];
    const near = `t.epoch between ?::timestamptz - interval '${SAME_EPOCH_S} s' and ?::timestamptz + interval '${SAME_EPOCH_S} s'`;
    const another = `not exists (select 1 from catalog.trigger g where g.target = t.id and g.mission = ? and ?::text is not null)`;
    return targetsWhere(tx.em, [
      [near, eventTime, eventTime],
      [another, mission, trigger],
    ]);
  }
}

/** Targets for whose row `t` all conditions hold, in the order of their identifiers. */
async function targetsWhere(
  em: SqlEntityManager,
  conditions: readonly Condition[],
  order: 'asc' | 'desc' = 'asc',
  limit?: number,
): Promise<Target[]> {
  const query = em.createQueryBuilder(TargetRow, 't').where(whereAll(conditions), valuesOf(conditions));
  return query.orderBy({ id: order }).limit(limit).getResult();
}

const partOfName = (q: string): Condition => {
  const pattern = `%${q.trim().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  // Each half has its index; joined by `or` neither would be used.
  return [
    `t.id in (select n.id from catalog.target n where n.name ilike ? union select a.target from catalog.alias a where a.name ilike ?)`,
    ...[pattern, pattern],
  ];
};

/** One key for all spellings of an identifier; what is none is its own key. */
const keyOf = (ivoid: string): string => {
  try {
    return parseIvoid(ivoid).key;
  } catch {
    return ivoid;
  }
};
