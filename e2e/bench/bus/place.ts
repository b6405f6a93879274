import { createDatabase, Database, dropDatabase, OutboxRelay } from '@nightjar/persistence';
import { Bus, currentTraceparent } from '@nightjar/bus';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Seen } from './messages.js';

/** A producer in this process and a worker in another, on servers that the bench was given. */
export interface Place {
  readonly natsUrl: string;
  /** Before every subject of this run. */
  readonly namespace: string;
  readonly bus: Bus;
  /** Where events are told from: a schema of its own, as every service has. */
  readonly producer: Database;
  /** The worker's own schema, whose jobs the bench asks for. */
  readonly worker: Database;
  /** Sends what is in an outbox; not yet started. */
  relay(of: Database): OutboxRelay;
  /** Another process of the same compiled folder. */
  start(file: string, ...args: string[]): Promise<ChildProcess>;
  /** Resident memory of the worker, MiB. */
  workerRssMiB(): number;
  close(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const natsUrl = process.env['NIGHTJAR_TEST_NATS_URL'] ?? '';
  const server = process.env['NIGHTJAR_TEST_DATABASE_URL'] ?? '';
  const name = `bench_${Date.now().toString(36)}`;
  const databaseUrl = await createDatabase(server, name);
  const namespace = name.replace('_', '');
  const home = await mkdtemp(join(tmpdir(), 'nightjar-bench-'));
  const children: ChildProcess[] = [];
  const environment = {
    NIGHTJAR_HOME: home,
    NIGHTJAR_DATABASE_URL: databaseUrl,
    NIGHTJAR_NATS_URL: natsUrl,
    NIGHTJAR_BUS_NAMESPACE: namespace,
    NIGHTJAR_LOG_LEVEL: 'warn',
  };
  const start = async (file: string, ...args: string[]): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, file), ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };
  const worker = await start('worker.js');
  worker.stdout?.resume();
  const bus = await Bus.connect({ url: natsUrl, name: 'bench', namespace });
  const open = (schema: string): Promise<Database> =>
    Database.open({ url: databaseUrl, schema, entities: [], migrations: [], traceparent: currentTraceparent });
  await untilAnswered(bus);
  const [producer, mine] = [await open('producer'), await open('bench')];
  return {
    natsUrl,
    namespace,
    bus,
    producer,
    worker: mine,
    start,
    relay: (of) =>
      new OutboxRelay(of, {
        publish: (message) => bus.publishStored(message),
        onFault: (fault) => console.error('the outbox waits', fault),
      }),
    workerRssMiB: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1]) / 1024,
    close: async () => {
      for (const child of children) {
        child.kill('SIGTERM');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      }
      await bus.broker.dropStreams();
      await bus.close();
      await Promise.all([producer.close(), mine.close()]);
      await dropDatabase(server, name);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function untilAnswered(bus: Bus): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await bus.ask(Seen, {}, { timeoutMs: 1000 });
      return;
    } catch (fault) {
      if (attempt > 60) throw fault;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}
