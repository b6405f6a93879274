import { Inject, Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import type { Agent, Site } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Clock, CONFIG, SITE, VERSION } from '@nightjar/service-kit';
import type { GatewayConfig } from '../gateway.config.js';
import { AgentRegistry } from './agent-registry.js';
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
}

/** The state of the observatory in one answer. */
@Injectable()
export class StatusService {
  constructor(
    private readonly agents: AgentRegistry,
    private readonly bus: Bus,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: Site,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  readiness(): Readiness {
    return judgeReadiness(this.config.NIGHTJAR_EXPECTED_AGENTS, this.agents.all());
  }

  async status(): Promise<Status> {
    const { strategies: _, ...site } = this.site;
    const [nats, postgres] = await Promise.all([
      serverState('NATS', () => this.bus.roundTrip()),
      serverState('PostgreSQL', () => this.database.ping()),
    ]);
    return {
      ...this.readiness(),
      version: VERSION,
      clock: { now: this.clock.now().toISOString(), mode: this.clock.mode, rate: this.clock.rate },
      site,
      agents: this.agents.all(),
      servers: [nats, postgres],
      tools: toolStates(),
    };
  }
}

async function serverState(name: string, check: () => Promise<void>): Promise<ServerState> {
  const since = performance.now();
  return check().then(
    () => ({ name, ok: true, says: `answers in ${(performance.now() - since).toFixed(1)} ms` }),
    (fault: unknown) => ({ name, ok: false, says: fault instanceof Error ? fault.message : String(fault) }),
  );
}
