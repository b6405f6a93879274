import type { Database, DeadLetter } from './database.js';

/** Which letters are meant; nothing: all of them. */
export interface LetterChoice {
  /** Numbers, without the service's name. */
  readonly ids?: readonly string[] | undefined;
  readonly consumer?: string | undefined;
  readonly subject?: string | undefined;
}

export interface KeptLetter extends DeadLetter {
  readonly id: string;
  readonly failedAt: string;
}

const COLUMNS = `id::text, consumer, message_id as "messageId", subject, payload, reason, attempts, traceparent,
  aggregate, actor, to_char(failed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "failedAt"`;

/** The dead letters of a service. One goes when it is discarded, or with the effect that it asked for. */
export class Letters {
  constructor(private readonly database: Database) {}

  async count(choice: LetterChoice = {}): Promise<number> {
    const { where, params } = matching(choice);
    const [row] = await this.database.rows<{ n: number }>(
      `select count(*)::int as n from ${this.table} where ${where}`,
      params,
    );
    return row?.n ?? 0;
  }

  /** Newest first; after the letter with the number `cursor`. */
  async page(
    choice: LetterChoice,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<KeptLetter[]> {
    const { where, params } = matching(choice);
    return this.database.rows<KeptLetter>(
      `select ${COLUMNS} from ${this.table} where ${where} ${cursor ? 'and id < ?::bigint' : ''}
       order by dead_letter.id desc limit ?`,
      [...params, ...(cursor ? [cursor] : []), limit],
    );
  }

  /** Wants letters to be tried again. @returns how many */
  async hand(choice: LetterChoice): Promise<number> {
    return this.change(choice, (where) => `update ${this.table} set handed_at = clock_timestamp() where ${where}`);
  }

  async discard(choice: LetterChoice): Promise<number> {
    return this.change(choice, (where) => `delete from ${this.table} where ${where}`);
  }

  /**
   * Takes one that is wanted tried again. Whoever takes it has so many seconds; then, if it has not gone and nobody has
   * buried it anew, it is taken by the next.
   */
  async take(withinS: number): Promise<KeptLetter | undefined> {
    const [letter] = await this.database.rows<KeptLetter>(
      `update ${this.table} set handed_at = clock_timestamp() + make_interval(secs => ?)
       where id = (
         select id from ${this.table} where handed_at <= clock_timestamp() order by id limit 1 for update skip locked
       ) returning ${COLUMNS}`,
      [withinS],
    );
    return letter;
  }

  private async change(choice: LetterChoice, sql: (where: string) => string): Promise<number> {
    const { where, params } = matching(choice);
    return (await this.database.rows(`${sql(where)} returning id`, params)).length;
  }

  private get table(): string {
    return `${this.database.schema}.dead_letter`;
  }
}

function matching({ ids, consumer, subject }: LetterChoice): { where: string; params: unknown[] } {
  const conditions: (readonly [string, unknown])[] = [
    ...(ids ? [['id = any(?::bigint[])', `{${ids.map((id) => BigInt(id)).join(',')}}`] as const] : []),
    ...(consumer === undefined ? [] : [['consumer = ?', consumer] as const]),
    ...(subject === undefined ? [] : [['subject = ?', subject] as const]),
  ];
  return {
    where: conditions.map(([sql]) => sql).join(' and ') || 'true',
    params: conditions.map(([, value]) => value),
  };
}
