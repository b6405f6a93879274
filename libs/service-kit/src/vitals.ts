import type { Bus } from '@nightjar/bus';
import { HeartbeatTelemetry, uuidv7, type Heartbeat } from '@nightjar/contracts';
import type { Database } from '@nightjar/persistence';
import { disksHaveRoom } from './disk.js';
import type { Log } from './log.js';
import type { Pause } from './pause.js';

const BEAT_MS = 1000;
const CHECK_MS = 2000;
const CHECK_TIMEOUT_MS = 2500;

/** One thing a service needs. It throws, or does not answer in time, when it is away. */
export interface VitalCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** What an agent's heart says beside its state. */
export type VitalFacts = Pick<Heartbeat, 'queues' | 'deadLetters' | 'standsBy' | 'notes'>;

export interface VitalsParts {
  readonly bus: Bus;
  /** The agent's. */
  readonly name: string;
  /** What it is an instance of. */
  readonly service: string;
  readonly version: string;
  readonly log: Log;
  readonly pause: Pause;
  readonly opsUrl: () => string | null;
}

/** Whether a service lives and can work: its heart beats once a second and says what is wrong. */
export class Vitals {
  private state: Heartbeat['state'] = 'STARTING';
  private because: string | null = 'starting';
  private facts: VitalFacts = { queues: [], deadLetters: 0, standsBy: false, notes: [] };
  private working = false;
  private readonly operations = new Set<string>();
  private readonly timers: NodeJS.Timeout[] = [];
  readonly bootId = uuidv7();
  readonly startedAt = new Date();
  private readonly checks: VitalCheck[] = [];

  constructor(private readonly parts: VitalsParts) {}

  /** A service may add what only it needs, e.g. its devices or its tools. */
  needs(check: VitalCheck): void {
    this.checks.push(check);
  }

  /** Shows in the heartbeat what runs. @returns to be called when it has ended */
  running(operation: string): () => void {
    this.operations.add(operation);
    return () => this.operations.delete(operation);
  }

  /** From now on its heart says this too. */
  tells(facts: Partial<VitalFacts>): void {
    this.facts = { ...this.facts, ...facts };
  }

  get now(): Heartbeat {
    const { name, service, version, opsUrl } = this.parts;
    return {
      name,
      bootId: this.bootId,
      version,
      state: this.state,
      because: this.because,
      operations: [...this.operations],
      opsUrl: opsUrl(),
      at: new Date().toISOString(),
      service,
      ...this.facts,
    };
  }

  get ready(): boolean {
    return this.state === 'READY';
  }

  /** Begins to beat: STARTING, until `started`. */
  start(): void {
    this.timers.push(setInterval(() => this.beat(), BEAT_MS));
    this.beat();
  }

  /** Says what the start is waiting for. */
  waitsFor(because: string): void {
    this.because = because;
    this.beat();
  }

  /** The service works now; READY as soon as every check has passed once. */
  async started(): Promise<void> {
    this.working = true;
    this.timers.push(setInterval(() => void this.examine(), CHECK_MS));
    await this.examine();
  }

  /** Beats on, so that an orderly end is not taken for a loss. */
  stopping(): void {
    this.state = 'STOPPING';
    this.because = 'the service stops';
    this.beat();
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.beat();
  }

  private beat(): void {
    try {
      this.parts.bus.tell(HeartbeatTelemetry, this.now, this.parts.name);
    } catch (fault) {
      // Telemetry is lossy; a closed connection must not end what is in hand.
      this.parts.log.debug(`a heartbeat was lost: ${String(fault)}`);
    }
  }

  /** Looks at everything the service needs, and tells at once when its state has changed. */
  async examine(): Promise<void> {
    if (!this.working) return;
    const faults = await Promise.all(this.checks.map((check) => faultOf(check)));
    if (this.state === 'STOPPING') return;
    const fault = faults.filter((each) => each !== undefined).join('; ') || null;
    const paused = this.parts.pause.because;
    const because = fault ?? paused;
    const state = fault ? 'DEGRADED' : paused ? 'PAUSED' : 'READY';
    if (state === this.state && because === this.because) return;
    this.state = state;
    this.because = because;
    if (fault) this.parts.log.warn(`not ready: ${fault}`);
    else if (!paused) this.parts.log.info('ready');
    this.beat();
  }
}

/** What every service needs: its database, the bus, a disk with room. */
export const commonChecks = (database: Database | undefined, bus: Bus, home: string): VitalCheck[] => [
  ...(database ? [{ name: 'PostgreSQL', check: () => database.ping() }] : []),
  { name: 'NATS', check: () => bus.broker.roundTrip() },
  { name: 'disk', check: () => disksHaveRoom(home) },
];

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
