import type { Bus } from '@nightjar/bus';
import { HeartbeatTelemetry, uuidv7, type Heartbeat } from '@nightjar/contracts';
import type { Database } from '@nightjar/persistence';
import { statfs } from 'node:fs/promises';
import type { Log } from './log.js';
import type { Pause } from './pause.js';

const BEAT_MS = 1000;
const CHECK_MS = 2000;
const CHECK_TIMEOUT_MS = 2500;
/** Below this much free space new work is refused before the disk is full. */
const LOWEST_FREE_BYTES = 256 * 1024 * 1024;

/** One thing a service needs. It throws, or does not answer in time, when it is away. */
export interface VitalCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** Whether a service lives and can work: its heart beats once a second and says what is wrong. */
export class Vitals {
  private state: Heartbeat['state'] = 'STARTING';
  private because: string | null = 'starting';
  private readonly operations = new Set<string>();
  private readonly timers: NodeJS.Timeout[] = [];
  readonly bootId = uuidv7();
  private readonly checks: VitalCheck[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly name: string,
    private readonly version: string,
    private readonly log: Log,
    private readonly pause: Pause,
    private readonly opsUrl: () => string | null,
  ) {}

  /** A service may add what only it needs, e.g. its devices or its tools. */
  needs(check: VitalCheck): void {
    this.checks.push(check);
  }

  /** Shows in the heartbeat what runs. @returns to be called when it has ended */
  running(operation: string): () => void {
    this.operations.add(operation);
    return () => this.operations.delete(operation);
  }

  get now(): Heartbeat {
    return {
      name: this.name,
      bootId: this.bootId,
      version: this.version,
      state: this.state,
      because: this.because,
      operations: [...this.operations],
      opsUrl: this.opsUrl(),
      at: new Date().toISOString(),
      service: this.name,
      queues: [],
      deadLetters: 0,
    };
  }

  get ready(): boolean {
    return this.state === 'READY';
  }

  /** Begins to beat; READY as soon as every check has passed once. */
  async start(): Promise<void> {
    this.timers.push(
      setInterval(() => this.beat(), BEAT_MS),
      setInterval(() => void this.examine(), CHECK_MS),
    );
    await this.examine();
    this.beat();
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.state = 'STOPPING';
    this.because = 'the service stops';
    this.beat();
  }

  private beat(): void {
    this.bus.tell(HeartbeatTelemetry, this.now, this.name);
  }

  /** Looks at everything the service needs, and tells at once when its state has changed. */
  async examine(): Promise<void> {
    const faults = await Promise.all(this.checks.map((check) => faultOf(check)));
    if (this.state === 'STOPPING') return;
    const fault = faults.filter((each) => each !== undefined).join('; ') || null;
    const paused = this.pause.because;
    const because = fault ?? paused;
    const state = fault ? 'DEGRADED' : paused ? 'PAUSED' : 'READY';
    if (state === this.state && because === this.because) return;
    this.state = state;
    this.because = because;
    if (fault) this.log.warn(`not ready: ${fault}`);
    else if (!paused) this.log.info('ready');
    this.beat();
  }
}

/** What every service needs: its database, the bus, a disk with room. */
export const commonChecks = (database: Database | undefined, bus: Bus, home: string): VitalCheck[] => [
  ...(database ? [{ name: 'PostgreSQL', check: () => database.ping() }] : []),
  { name: 'NATS', check: () => bus.roundTrip() },
  { name: 'disk', check: () => diskHasRoom(home) },
];

/** @throws when less than 256 MiB are free where files are kept */
export async function diskHasRoom(home: string): Promise<void> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  if (free < LOWEST_FREE_BYTES) throw new Error(`only ${Math.round(free / 2 ** 20)} MiB are free under ${home}`);
}

async function faultOf({ name, check }: VitalCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done(`${name} does not answer`), CHECK_TIMEOUT_MS);
  });
  const outcome = check().then(
    () => undefined,
    (fault: unknown) => `${name}: ${fault instanceof Error ? fault.message : String(fault)}`,
  );
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}
