import { QueryFlag, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { mjd } from '@nightjar/astro';
import type { DocumentDatum, Gives, ListReducedData, PhotometryDatum, ReducedDatum, Takes } from '@nightjar/contracts';
import { asked, Database, type Transaction } from '@nightjar/persistence';
import { DatumRow } from './catalog.entities.js';
import { cursorOf, keysOf } from './paging.js';

/** What makes two values the same measurement. */
const SAME = ['target', 'kind', 'time', 'instrument', 'filter', 'source'] as const;
/** What a measurement made again brings. */
const MEASURED = [
  ...['exposureS', 'mag', 'magError', 'limit', 'text', 'tag', 'meta', 'process', 'product', 'traceId'],
] as const;

/** Texts in one answer, as characters: a page is a message of the bus. */
const PAGE_CHARACTERS = 400_000;

type Row = Omit<PhotometryDatum, 'kind' | 'mjd' | 'tag' | 'meta'> &
  Pick<DocumentDatum, 'tag' | 'meta'> & { readonly kind: ReducedDatum['kind']; readonly text: string | null };

const NO_PHOTOMETRY = { exposureS: null, filter: '', mag: null, magError: null, limit: null, instrument: '' };

function rowOf(datum: ReducedDatum): Row {
  const { mjd: _, ...row } = datum;
  if (row.kind === 'document') return { ...NO_PHOTOMETRY, ...row };
  const { tag = '', meta = {} } = row;
  return { text: null, ...row, tag, meta };
}

function datumOf({ text, tag, meta, kind, ...row }: Row): ReducedDatum {
  const { id, target, time, source, process, product, traceId, ...photometry } = row;
  const common = { id, target, time, mjd: mjd(new Date(time)), source, process, product, traceId };
  if (kind === 'document') return { ...common, kind, text: text ?? '', tag, meta };
  const said = { ...(tag && { tag }), ...(Object.keys(meta).length > 0 && { meta }) };
  return { ...common, ...photometry, kind, ...said };
}

/** All persistence of measured values. */
@Injectable()
export class DatumStore {
  constructor(private readonly database: Database) {}

  /**
   * A value measured again (same target, kind, time, instrument, filter and source) takes the place of the first and
   * keeps its identifier.
   * @returns the value as it stands; null when nothing is new about it
   */
  async save(tx: Transaction, datum: ReducedDatum): Promise<ReducedDatum | null> {
    const row = await tx.em
      .createQueryBuilder(DatumRow, 'd')
      .setFlag(QueryFlag.CONVERT_CUSTOM_TYPES)
      .insert(rowOf(datum))
      .onConflict([...SAME])
      .merge([...MEASURED])
      .where(
        `(d.exposure_s, d.mag, d.mag_error, d.limit_mag, d.text, d.tag, d.meta) is distinct from
           (excluded.exposure_s, excluded.mag, excluded.mag_error, excluded.limit_mag, excluded.text, excluded.tag, excluded.meta)`,
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
    const page = rows.slice(0, fitting(rows, limit));
    const last = page.at(-1);
    const next = page.length < rows.length && last ? cursorOf(last.time, last.id) : null;
    return { results: page.map(datumOf), next, count: { value: count, exact: true } };
  }

  /** Strikes out what was taken from products. @returns what went, by its product */
  async deleteOf(tx: Transaction, products: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
    const taken = { product: { $in: [...products] } };
    const rows = await tx.em.find(DatumRow, taken, { fields: ['id', 'product'], disableIdentityMap: true });
    await tx.em.nativeDelete(DatumRow, taken);
    const gone = new Map<string, string[]>();
    for (const { id, product } of rows) gone.set(product ?? '', [...(gone.get(product ?? '') ?? []), id]);
    return gone;
  }

  /** How many values and texts were taken from products. */
  async countOf(products: readonly string[], em = this.database.em): Promise<number> {
    return em.count(DatumRow, { product: { $in: [...products] } });
  }
}

/** How many of the rows make a page: at least one, at most as many as are asked for or as their texts allow. */
function fitting(rows: readonly { readonly text: string | null }[], limit: number): number {
  let characters = 0;
  const tooMany = rows.findIndex(({ text }) => (characters += text?.length ?? 0) > PAGE_CHARACTERS);
  return Math.min(limit, tooMany < 0 ? rows.length : Math.max(1, tooMany));
}
