import type { Database } from './database.js';
import { asText, keptPayload } from './kept-payload.js';

/** Which letters are meant; nothing: all of them. */
export interface LetterChoice {
  /** Numbers, without the service's name. */
  readonly ids?: readonly string[] | undefined;
  readonly consumer?: string | undefined;
  readonly subject?: string | undefined;
}

/** A dead letter, as the bus hands it over. */
export interface DeadLetter {
  readonly consumer: string;
  readonly messageId: string;
  readonly subject: string;
  readonly payload: unknown;
  readonly reason: string;
  readonly attempts: number;
  readonly traceparent: string | null;
  readonly aggregate?: string | null;
  readonly actor?: string | null;
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

  /** Keeps what could not be handled, for a person to look at and send again. */
  async bury(letter: DeadLetter): Promise<void> {
    const { payload, original } = keptPayload(letter.payload);
    await this.database.rows(
      `insert into ${this.table}
         (consumer, message_id, subject, payload, original, reason, attempts, traceparent, aggregate, actor)
       values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
       on conflict (consumer, message_id) do update
         set reason = excluded.reason, attempts = excluded.attempts, failed_at = clock_timestamp(), handed_at = null`,
      [
        ...[
          letter.consumer,
          letter.messageId,
          letter.subject,
          payload,
          original,
          asText(letter.reason),
          letter.attempts,
        ],
        ...[letter.traceparent, letter.aggregate ?? null, letter.actor ?? null].map(asText),
      ],
    );
  }

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
   * buried it anew, it is taken by the next. Its payload is what came, to the character.
   */
  async take(withinS: number): Promise<KeptLetter | undefined> {
    const [letter] = await this.database.rows<KeptLetter & { original: string | null }>(
      `update ${this.table} set handed_at = clock_timestamp() + make_interval(secs => ?)
       where id = (
         select id from ${this.table} where handed_at <= clock_timestamp() order by id limit 1 for update skip locked
       ) returning ${COLUMNS}, original`,
      [withinS],
    );
    if (!letter) return undefined;
    const { original, ...kept } = letter;
    return original === null ? kept : { ...kept, payload: JSON.parse(original) as unknown };
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
