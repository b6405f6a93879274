import { nestedCover, nestedIndex, separation } from '@nightjar/astro';
import { isFilter, type CatalogueMagnitude, type CatalogueStar, type Cone, type Filter } from '@nightjar/catalogues';
import type { SqlSession, SqlTransaction } from '@nightjar/persistence';
import { copyText, type StarRow } from './copy-text.js';

/** A catalogue that the site has loaded. */
export interface LoadedCatalogue {
  readonly name: string;
  readonly rows: number;
  readonly filters: readonly Filter[];
  /** The file it came from, and when. */
  readonly source: string;
  readonly loadedAt: Date;
}

interface CatalogueRow {
  readonly name: string;
  readonly number: number;
  readonly rows: string;
  readonly filters: string[];
  readonly source: string;
  readonly loaded_at: Date;
}

/** Depth of the HEALPix pixels in the index: 0.2 arcsec, and a number that JavaScript holds exactly. */
export const PIXEL_ORDER = 20;
const UNDEFINED_TABLE = '42P01';

const TABLES = `
  create schema if not exists star;
  create sequence if not exists star.number;
  create table if not exists star.catalogue (
    name text primary key, number integer not null unique, rows bigint not null, filters text[] not null,
    source text not null, loaded_at timestamptz not null default clock_timestamp());`;

/** Catalogues of the site in PostgreSQL: the schema `star`, a table for each, ordered by place on the sky. */
export class StarStore {
  private constructor(private readonly session: SqlSession) {}

  /** Connects, and makes the schema where there is none. @throws when PostgreSQL cannot be reached */
  static async open(url: string): Promise<StarStore> {
    // loaded with the first database: a command without one starts sooner
    const persistence = await import('@nightjar/persistence');
    const session = await persistence.SqlSession.open(url);
    try {
      await session.transaction(async (tx) => {
        await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['migrate star']);
        await tx.rows(TABLES);
      });
    } catch (fault) {
      await session.close();
      throw fault;
    }
    return new StarStore(session);
  }

  close(): Promise<void> {
    return this.session.close();
  }

  async list(): Promise<LoadedCatalogue[]> {
    const rows = await this.session.rows<CatalogueRow>('select * from star.catalogue order by name', [], 'list');
    return rows.map(loadedOf);
  }

  /**
   * Puts a catalogue in, in place of one of the same name: all of it, or nothing. Whoever asks meanwhile gets the earlier one.
   * @throws what `stars` throws
   */
  async load(
    name: string,
    filters: readonly Filter[],
    stars: AsyncIterable<readonly StarRow[]>,
    source: string,
  ): Promise<LoadedCatalogue> {
    return this.session.transaction(async (tx) => {
      await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`star ${name}`]);
      const [next] = await tx.rows<{ number: string }>(`select nextval('star.number') as number`);
      const number = Number(next?.number);
      const bands = filters.map((_, i) => `m${i} real, e${i} real`).join(', ');
      await tx.rows(
        `create table star.t${number} (pixel bigint not null, ra_deg float8 not null, dec_deg float8 not null, id text, ${bands})`,
      );
      const counted = { rows: 0 };
      await tx.copyIn(`copy star.t${number} from stdin`, copyText(stars, filters.length, pixelOf, counted));
      // one place on the sky is then one place on the disk
      await tx.rows(`create index t${number}_pixel on star.t${number} (pixel)`);
      await tx.rows(`cluster star.t${number} using t${number}_pixel`);
      await tx.rows(`analyze star.t${number}`);
      await this.drop(tx, name);
      const [row] = await tx.rows<CatalogueRow>(
        'insert into star.catalogue (name, number, rows, filters, source) values ($1, $2, $3, $4, $5) returning *',
        [name, number, counted.rows, filters, source],
      );
      if (!row) throw new Error('the catalogue was not written down');
      return loadedOf(row);
    });
  }

  /** @returns whether there was one of that name */
  async remove(name: string): Promise<boolean> {
    return this.session.transaction((tx) => this.drop(tx, name));
  }

  /**
   * The stars of a loaded catalogue in a cone, exactly. @returns undefined when no catalogue of that name is loaded
   * @param limit the faintest magnitude, in one of its filters
   */
  async cone(
    name: string,
    cone: Cone,
    limit?: { readonly filter: Filter; readonly mag: number },
  ): Promise<CatalogueStar[] | undefined> {
    try {
      return await this.coneOnce(name, cone, limit);
    } catch (fault) {
      // replaced between the two questions: its row names the new table now
      if (fault instanceof Error && 'code' in fault && fault.code === UNDEFINED_TABLE)
        return this.coneOnce(name, cone, limit);
      throw fault;
    }
  }

  private async coneOnce(
    name: string,
    cone: Cone,
    limit?: { filter: Filter; mag: number },
  ): Promise<CatalogueStar[] | undefined> {
    const [found] = await this.session.rows<CatalogueRow>(
      'select * from star.catalogue where name = $1',
      [name],
      'named',
    );
    if (!found) return undefined;
    const filters = found.filters.filter(isFilter);
    const at = limit ? filters.indexOf(limit.filter) : -1;
    const { first, last } = rangesOf(cone);
    const rows = await this.session.rows<StarColumns>(
      `select s.* from unnest($1::bigint[], $2::bigint[]) as r(first, last)
       join star.t${found.number} s on s.pixel between r.first and r.last${at < 0 ? '' : ` where s.m${at} <= $3`}`,
      [first, last, ...(at < 0 ? [] : [limit?.mag])],
    );
    return rows.flatMap((row) => starOf(row, filters, cone));
  }

  private async drop(tx: SqlTransaction, name: string): Promise<boolean> {
    const [old] = await tx.rows<CatalogueRow>('delete from star.catalogue where name = $1 returning *', [name]);
    if (old) await tx.rows(`drop table star.t${old.number}`);
    return old !== undefined;
  }
}

const loadedOf = ({ name, rows, filters, source, loaded_at: loadedAt }: CatalogueRow): LoadedCatalogue => ({
  ...{ name, rows: Number(rows), filters: filters.filter(isFilter), source, loadedAt },
});

type StarColumns = Readonly<Record<string, unknown>> & {
  readonly ra_deg: number;
  readonly dec_deg: number;
  readonly id: string | null;
};

function starOf(row: StarColumns, filters: readonly Filter[], cone: Cone): CatalogueStar[] {
  const place = { raDeg: row.ra_deg, decDeg: row.dec_deg };
  if (separation(cone, place) > cone.radiusDeg) return [];
  const mags: Partial<Record<Filter, CatalogueMagnitude>> = {};
  filters.forEach((filter, i) => {
    const [mag, error] = [row[`m${i}`], row[`e${i}`]];
    if (typeof mag === 'number') mags[filter] = { mag, errorMag: typeof error === 'number' ? error : NaN };
  });
  return [{ ...place, mags, ...(row.id === null ? {} : { id: row.id }) }];
}

const pixelOf = (raDeg: number, decDeg: number): bigint => nestedIndex({ raDeg, decDeg }, PIXEL_ORDER);

/** Ranges of pixels that cover a cone: about thirty, whatever its size. */
function rangesOf(cone: Cone): { first: string[]; last: string[] } {
  const wanted = Math.floor(Math.log2(58.6 / Math.max(cone.radiusDeg, 1e-4))) + 2;
  const order = Math.min(PIXEL_ORDER, Math.max(0, wanted));
  const shift = BigInt(2 * (PIXEL_ORDER - order));
  const ranges = nestedCover(cone, cone.radiusDeg, order);
  return {
    first: ranges.map(({ first }) => String(first << shift)),
    last: ranges.map(({ last }) => String(((last + 1n) << shift) - 1n)),
  };
}
