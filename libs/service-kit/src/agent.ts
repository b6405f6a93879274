import type { Bus } from '@nightjar/bus';
import type { Database } from '@nightjar/persistence';
import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { serveAgent, serveStandby } from './agent-messages.js';
import type { Log } from './log.js';
import { OpsServer } from './ops-server.js';
import { Pause } from './pause.js';
import { Vitals } from './vitals.js';
import { VERSION } from './version.js';

export interface AgentParts {
  readonly bus: Bus;
  readonly name: string;
  readonly service: string;
  readonly log: Log;
  /** True: only one of its name may work, so it stands by until `leads`. */
  readonly single: boolean;
  readonly ops: { readonly port: number; readonly prometheus: PrometheusExporter };
  /** Ends the process in order. */
  readonly shutdown: () => void;
}

/**
 * What a service is from its first moment on: it beats and answers for itself, whatever the rest of its start waits
 * for.
 */
export class Agent {
  readonly pause = new Pause();
  readonly vitals: Vitals;
  /** Known as soon as it is open. */
  database: Database | undefined;
  /** Subjects of the events and jobs it handles. */
  hears: readonly string[] = [];
  private ops: OpsServer | undefined;
  private endStandby: (() => void) | undefined;

  private constructor(private readonly parts: AgentParts) {
    const { bus, name, service, log } = parts;
    const opsUrl = (): string | null => this.ops?.url ?? null;
    this.vitals = new Vitals({ bus, name, service, version: VERSION, log, pause: this.pause, opsUrl });
  }

  static async begin(parts: AgentParts): Promise<Agent> {
    const agent = new Agent(parts);
    agent.ops = await OpsServer.open(parts.ops.port, parts.ops.prometheus, () => agent.vitals.now);
    if (parts.single) agent.endStandby = serveStandby(agent.messages);
    else serveAgent(agent.messages);
    agent.vitals.start();
    return agent;
  }

  /** What its start waits for, for whoever looks at its heartbeat. */
  waitsFor(because: string): void {
    this.parts.log.info(because);
    this.vitals.waitsFor(because);
  }

  /** Another of its name works; it takes over when that one ends. */
  standsBy(because: string): void {
    this.vitals.tells({ standsBy: true });
    this.waitsFor(because);
  }

  /** It is the one that works. */
  leads(): void {
    if (!this.endStandby) return;
    this.endStandby();
    this.endStandby = undefined;
    this.vitals.tells({ standsBy: false });
    this.vitals.waitsFor('starting');
    serveAgent(this.messages);
  }

  async end(): Promise<void> {
    this.vitals.stop();
    await this.ops?.close();
  }

  private get messages(): Parameters<typeof serveAgent>[0] {
    const { bus, name, log, shutdown } = this.parts;
    const status = async () => ({ hears: [...this.hears], outbox: await this.outboxDepth() });
    return { bus, name, log, shutdown, vitals: this.vitals, pause: this.pause, status };
  }

  /** @returns null while the database is away */
  private async outboxDepth(): Promise<number | null> {
    if (!this.database) return 0;
    const { schema } = this.database;
    return this.database.rows<{ n: number }>(`select count(*)::int n from ${schema}.outbox where sent_at is null`).then(
      ([row]) => row?.n ?? 0,
      () => null,
    );
  }
}
