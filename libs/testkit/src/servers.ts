import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A database and a bus for tests. */
export interface TestServers {
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

/** A server of a test's own, that it may kill. */
export interface Server {
  readonly url: string;
  readonly pid: number | undefined;
  readonly exited: Promise<string> | undefined;
  stop(): Promise<void>;
}

/** In which folder and on which port; unset: temporary, and a free one. */
export interface ServerPlace {
  readonly dir?: string;
  readonly port?: number;
}

interface Servers {
  startPostgres(place?: ServerPlace): Promise<Server>;
  startNats(place?: ServerPlace): Promise<Server>;
}

let mine: Promise<TestServers & AsyncDisposable> | undefined;

/**
 * The servers of this test run: those `npm test` has started and named in the environment; otherwise containers when
 * asked for and possible, else embedded ones, started once for each test file and stopped with it.
 */
export async function testServers(): Promise<TestServers> {
  const databaseUrl = process.env['NIGHTJAR_TEST_DATABASE_URL'];
  const natsUrl = process.env['NIGHTJAR_TEST_NATS_URL'];
  if (databaseUrl && natsUrl) return { databaseUrl, natsUrl };
  mine ??= startOwn();
  return mine;
}

/** Stops the servers this test file has started itself; does nothing to those of the run. */
export async function stopTestServers(): Promise<void> {
  const own = mine;
  mine = undefined;
  if (own) await (await own)[Symbol.asyncDispose]();
}

/** A NATS server that belongs to the test alone. */
export const startOwnNats = async (place?: ServerPlace): Promise<Server> => (await scripts()).startNats(place);

/** A PostgreSQL server that belongs to the test alone. */
export const startOwnPostgres = async (place?: ServerPlace): Promise<Server> => (await scripts()).startPostgres(place);

/** The bootstrap's servers are plain scripts outside the workspaces: they also run before anything is compiled. */
async function scripts(): Promise<Servers> {
  const path = resolve(import.meta.dirname, '../../../deploy/local/servers.mjs');
  return (await import(pathToFileURL(path).href)) as Servers;
}

async function startOwn(): Promise<TestServers & AsyncDisposable> {
  const servers = await scripts();
  const [postgres, nats] = await Promise.all([servers.startPostgres(), servers.startNats()]);
  return {
    databaseUrl: postgres.url,
    natsUrl: nats.url,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([postgres.stop(), nats.stop()]);
    },
  };
}
