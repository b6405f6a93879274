import type { Database } from './database.js';

/** Whoever runs a command says so at least this often; else he is taken for dead. */
const TERM_S = 10;
/** How often to say so. */
export const ALIVE_MS = 3000;

/** One command, by what it is and under which key it came. */
export interface Keyed {
  readonly subject: string;
  readonly key: string;
}

/** What a service answered. */
export type Answer =
  | { readonly kind: 'gives'; readonly gives: unknown }
  | {
      readonly kind: 'refusal';
      readonly code: string;
      readonly says: string;
      readonly detail: Record<string, unknown>;
    };

/** What is known of a command that comes under a key. */
export type Earlier =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'running' }
  /** Whoever ran it died before he said how it ended. */
  | { readonly kind: 'unknown' }
  /** Something else came under this key. */
  | { readonly kind: 'other' };

interface Row {
  readonly fingerprint: string;
  readonly state: 'BEGUN' | 'DONE';
  readonly answer: string | null;
  readonly refusal: string | null;
  readonly alive: boolean;
}

export function judgeEarlier(row: Row, fingerprint: string): Exclude<Earlier, { kind: 'fresh' }> {
  if (row.fingerprint !== fingerprint) return { kind: 'other' };
  if (row.state === 'BEGUN') return { kind: row.alive ? 'running' : 'unknown' };
  if (row.refusal === null)
    return { kind: 'answered', answer: { kind: 'gives', gives: JSON.parse(row.answer ?? 'null') } };
  const refusal = JSON.parse(row.refusal) as Omit<Answer & { kind: 'refusal' }, 'kind'>;
  return { kind: 'answered', answer: { kind: 'refusal', ...refusal } };
}

/** The commands of a service that were begun under a key, and how they ended. */
export class Answered {
  constructor(private readonly database: Database) {}

  /** Takes a key for the caller, who must `conclude` or `release` it. @returns what is known when another has it */
  async claim({ subject, key }: Keyed, fingerprint: string): Promise<Earlier> {
    for (;;) {
      const mine = await this.database.rows(
        `insert into ${this.table} (subject, key, fingerprint, state, alive_until)
         values (?, ?, ?, 'BEGUN', clock_timestamp() + make_interval(secs => ${TERM_S}))
         on conflict do nothing returning key`,
        [subject, key, fingerprint],
      );
      if (mine.length > 0) return { kind: 'fresh' };
      const [row] = await this.database.rows<Row>(
        `select fingerprint, state, answer::text answer, refusal::text refusal, alive_until > clock_timestamp() alive
         from ${this.table} where subject = ? and key = ?`,
        [subject, key],
      );
      // Between the two looks whoever had it may have let it go.
      if (row) return judgeEarlier(row, fingerprint);
    }
  }

  /** Says that whoever runs it lives. */
  async renew({ subject, key }: Keyed): Promise<void> {
    await this.database.rows(
      `update ${this.table} set alive_until = clock_timestamp() + make_interval(secs => ${TERM_S})
       where subject = ? and key = ? and state = 'BEGUN'`,
      [subject, key],
    );
  }

  async conclude({ subject, key }: Keyed, answer: Answer): Promise<void> {
    const { kind, ...refusal } = answer;
    const gives = answer.kind === 'gives' ? (JSON.stringify(answer.gives) ?? null) : null;
    await this.database.rows(
      `update ${this.table} set state = 'DONE', at = clock_timestamp(), answer = ?::json, refusal = ?::json
       where subject = ? and key = ?`,
      [gives, kind === 'refusal' ? JSON.stringify(refusal) : null, subject, key],
    );
  }

  /** Nothing was executed: the key is free again. */
  async release({ subject, key }: Keyed): Promise<void> {
    await this.database.rows(`delete from ${this.table} where subject = ? and key = ? and state = 'BEGUN'`, [
      subject,
      key,
    ]);
  }

  private get table(): string {
    return `${this.database.schema}.answered`;
  }
}
