import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import type { Agent, Site } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Clock, CONFIG, SITE, VERSION } from '@nightjar/service-kit';
import type { GatewayConfig } from '../gateway.config.js';
import { AgentRegistry } from './agent-registry.js';
import { AlarmBook, judgeAlarms, type Alarm } from './alarms.js';
import { judgeReadiness, type Readiness } from './readiness.js';
import { toolStates, type ToolState } from './tools.js';

export interface ServerState {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

export interface Status extends Readiness {
  readonly version: string;
  readonly clock: { readonly now: string; readonly mode: 'real' | 'played'; readonly rate: number };
  readonly site: Omit<Site, 'strategies'>;
  readonly agents: readonly Agent[];
  readonly servers: readonly ServerState[];
  readonly tools: readonly ToolState[];
  /** What a person must act on, the worst first. */
  readonly alarms: readonly Alarm[];
}

/** So often alarms are looked for while nobody asks, so that their time of beginning is true. */
const LOOK_MS = 5000;

/** The state of the observatory in one answer. */
@Injectable()
export class StatusService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly alarms = new AlarmBook();
  private readonly startedMs = performance.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly agents: AgentRegistry,
    private readonly bus: Bus,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: Site,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.servers().then((servers) => this.alarmsNow(servers)), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  readiness(): Readiness {
    return judgeReadiness(this.config.NIGHTJAR_EXPECTED_AGENTS, this.agents.all());
  }

  async status(): Promise<Status> {
    const { strategies: _, ...site } = this.site;
    const servers = await this.servers();
    return {
      ...this.readiness(),
      version: VERSION,
      clock: { now: this.clock.now().toISOString(), mode: this.clock.mode, rate: this.clock.rate },
      site,
      agents: this.agents.all(),
      servers,
      tools: toolStates(),
      alarms: this.alarmsNow(servers),
    };
  }

  private servers(): Promise<ServerState[]> {
    return Promise.all([
      serverState('NATS', () => this.bus.broker.roundTrip()),
      serverState('PostgreSQL', () => this.database.ping()),
    ]);
  }

  private alarmsNow(servers: readonly ServerState[]): Alarm[] {
    const expected = this.config.NIGHTJAR_EXPECTED_AGENTS;
    const listenedS = (performance.now() - this.startedMs) / 1000;
    return this.alarms.note(judgeAlarms({ agents: this.agents.all(), servers, expected, listenedS }), new Date());
  }
}

async function serverState(name: string, check: () => Promise<void>): Promise<ServerState> {
  const since = performance.now();
  return check().then(
    () => ({ name, ok: true, says: `answers in ${(performance.now() - since).toFixed(1)} ms` }),
    (fault: unknown) => ({ name, ok: false, says: fault instanceof Error ? fault.message : String(fault) }),
  );
}
