import { QueryFlag, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { mjd } from '@nightjar/astro';
import type { Gives, ListReducedData, ReducedDatum, Takes } from '@nightjar/contracts';
import { asked, Database, type Transaction } from '@nightjar/persistence';
import { DatumRow } from './catalog.entities.js';
import { keysOf, pageOf } from './paging.js';

/** What makes two values the same measurement. */
const SAME = ['target', 'kind', 'time', 'instrument', 'filter', 'source'] as const;
/** What a measurement made again brings. */
const MEASURED = ['exposureS', 'mag', 'magError', 'limit', 'process', 'product', 'traceId'] as const;

const datumOf = (row: Omit<ReducedDatum, 'mjd'>): ReducedDatum => ({ ...row, mjd: mjd(new Date(row.time)) });

/** All persistence of measured values. */
@Injectable()
export class DatumStore {
  constructor(private readonly database: Database) {}

  /**
   * A value measured again (same target, kind, time, instrument, filter and source) takes the place of the first and
   * keeps its identifier.
   * @returns the value as it stands; null when nothing is new about it
   */
  async save(tx: Transaction, { mjd: _, ...datum }: ReducedDatum): Promise<ReducedDatum | null> {
    const row = await tx.em
      .createQueryBuilder(DatumRow, 'd')
      .setFlag(QueryFlag.CONVERT_CUSTOM_TYPES)
      .insert(datum)
      .onConflict([...SAME])
      .merge([...MEASURED])
      .where(
        `(d.exposure_s, d.mag, d.mag_error, d.limit_mag)
           is distinct from (excluded.exposure_s, excluded.mag, excluded.mag_error, excluded.limit_mag)`,
      )
      .returning('*')
      .getSingleResult();
    return row ? datumOf(row) : null;
  }

  /** In the order of time. */
  async list({ limit, cursor, ...filter }: Takes<typeof ListReducedData>): Promise<Gives<typeof ListReducedData>> {
    const { em } = this.database;
    const time = `date_trunc('milliseconds', d.time)`;
    const query = em.createQueryBuilder(DatumRow, 'd').where(asked(filter));
    if (cursor !== undefined) query.andWhere(`(${time}, d.id) > (?::timestamptz, ?)`, keysOf(cursor, 2));
    const [rows, count] = await Promise.all([
      query
        .orderBy([{ [raw(time)]: 'asc' }, { id: 'asc' }])
        .limit(limit + 1)
        .getResult(),
      em.count(DatumRow, asked(filter)),
    ]);
    return pageOf(rows.map(datumOf), limit, count, (row) => [row.time, row.id]);
  }
}
