import { once } from 'node:events';
import pg from 'pg';

/** The part of pg's connection that a COPY needs; its types leave these out. */
interface CopyConnection {
  readonly stream: NodeJS.WritableStream & { readonly writableNeedDrain: boolean };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/**
 * A connection of one's own for what the mapper has no word for: COPY of millions of rows, and prepared questions. Placeholders
 * are `$1`. One question at a time; others wait. Its owner closes it.
 */
export class SqlSession {
  private tail: Promise<unknown> = Promise.resolve();

  private constructor(private readonly client: pg.Client) {}

  /** @throws when the server cannot be reached within a few seconds */
  static async open(url: string): Promise<SqlSession> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5000,
      application_name: 'nightjar',
    });
    // a lost connection is told by the next question
    client.on('error', () => undefined);
    await client.connect();
    return new SqlSession(client);
  }

  /** @param name of a prepared statement; the same text always goes by the same name */
  rows<T extends object>(text: string, values: readonly unknown[] = [], name?: string): Promise<T[]> {
    return this.inTurn(async () => {
      const { rows } = await this.client.query<T>({
        text,
        values: [...values],
        ...(name === undefined ? {} : { name }),
      });
      return rows;
    });
  }

  /** Everything in `work` becomes true together, or nothing when it throws. Nobody else's question comes between. */
  transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      await this.client.query('begin');
      try {
        const result = await work(new SqlTransaction(this.client));
        await this.client.query('commit');
        return result;
      } catch (fault) {
        await this.client.query('rollback').catch(() => undefined);
        throw fault;
      }
    });
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(work, work);
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}

/** What can be done within a transaction of a {@link SqlSession}. */
export class SqlTransaction {
  constructor(private readonly client: pg.Client) {}

  async rows<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(text, [...values])).rows;
  }

  /**
   * Sends rows to `copy … from stdin`, no faster than the server takes them.
   * @param chunks the bytes of COPY's text format, cut anywhere
   * @throws what `chunks` throws, or the server's fault; the transaction is then lost
   */
  async copyIn(text: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    const copy = new CopyIn(text);
    this.client.query(copy as unknown as pg.Submittable);
    const connection = await copy.ready();
    try {
      for await (const chunk of chunks) {
        copy.mustGoOn();
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableNeedDrain) await Promise.race([once(connection.stream, 'drain'), copy.over]);
      }
    } catch (fault) {
      connection.sendCopyFail('the sender gave up');
      await copy.over.catch(() => undefined);
      throw fault;
    }
    connection.endCopyFrom();
    await copy.over;
  }
}

/** A COPY as pg runs a query: it calls these as the server's messages arrive. */
class CopyIn {
  private fault: Error | undefined;
  private begin!: (connection: CopyConnection) => void;
  private end!: () => void;
  private readonly fail: ((fault: Error) => void)[] = [];
  private readonly begun = new Promise<CopyConnection>((done, failed) => {
    this.begin = done;
    this.fail.push(failed);
  });
  /** Settles when the server has taken everything, or will take no more. */
  readonly over = new Promise<void>((done, failed) => {
    this.end = done;
    this.fail.push(failed);
  });

  constructor(private readonly text: string) {
    // whoever waits for one of the two hears of a fault
    this.begun.catch(() => undefined);
    this.over.catch(() => undefined);
  }

  ready(): Promise<CopyConnection> {
    return this.begun;
  }

  mustGoOn(): void {
    if (this.fault) throw this.fault;
  }

  submit(connection: CopyConnection): void {
    connection.query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.begin(connection);
  }

  handleError(fault: Error): void {
    this.fault = fault;
    for (const fail of this.fail) fail(fault);
  }

  handleReadyForQuery(): void {
    this.end();
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}
