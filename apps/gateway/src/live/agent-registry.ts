import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { AgentLost, AgentReturned, HeartbeatTelemetry, type Agent, type Heartbeat } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Log, Vitals } from '@nightjar/service-kit';

/** An agent silent for longer is LOST. */
const LOST_AFTER_MS = 5000;
const LOOK_MS = 500;

/** Every agent by its heartbeat. Tells on the stream when one is lost and when it is back. */
@Injectable()
export class AgentRegistry implements OnApplicationBootstrap, OnApplicationShutdown {
  /** `heardAt` is monotonic: a clock that is set loses no agent and hides no silence. */
  private readonly beats = new Map<string, { beat: Heartbeat; heardAt: number }>();
  private readonly standbys = new Map<string, { beat: Heartbeat; heardAt: number }>();
  private readonly lost = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly database: Database,
    private readonly log: Log,
    private readonly vitals: Vitals,
  ) {}

  onApplicationBootstrap(): void {
    this.bus.hear(HeartbeatTelemetry, (beat) => {
      this.hear(beat, performance.now());
      return Promise.resolve();
    });
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  all(nowMs = performance.now()): Agent[] {
    // While the bus is away no heart is heard, our own neither; what we know of ourselves names the cause.
    const own = this.vitals.now;
    return [...new Map(this.beats).set(own.name, { beat: own, heardAt: nowMs }).values()]
      .map(({ beat, heardAt }) => ({ ...agentOf(beat, nowMs - heardAt), standbys: this.standing(beat.name, nowMs) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private standing(name: string, nowMs: number): number {
    for (const [bootId, { heardAt }] of this.standbys) {
      if (nowMs - heardAt > LOST_AFTER_MS) this.standbys.delete(bootId);
    }
    return [...this.standbys.values()].filter(({ beat }) => beat.name === name).length;
  }

  private hear(beat: Heartbeat, heardAt: number): void {
    const known = this.beats.get(beat.name);
    if (beat.standsBy) this.standbys.set(beat.bootId, { beat, heardAt });
    else this.standbys.delete(beat.bootId);
    // One that waits to take over says nothing of the one that leads, as long as that one lives.
    const isHidden = beat.standsBy && known && !known.beat.standsBy && heardAt - known.heardAt <= LOST_AFTER_MS;
    if (!isHidden) this.beats.set(beat.name, { beat, heardAt });
  }

  private async look(): Promise<void> {
    for (const agent of this.all()) {
      const isLost = agent.state === 'LOST';
      if (isLost === this.lost.has(agent.name)) continue;
      // Marked before it is told: the next look must not tell it again while the database is slow.
      if (isLost) this.lost.add(agent.name);
      else this.lost.delete(agent.name);
      await this.tell(isLost ? AgentLost : AgentReturned, agent);
    }
  }

  private async tell(contract: typeof AgentLost | typeof AgentReturned, agent: Agent): Promise<void> {
    try {
      await this.database.transaction((tx) => tx.emit(contract, agent));
      this.log.warn(`${agent.name} is ${agent.state}${agent.because ? `: ${agent.because}` : ''}`);
    } catch (fault) {
      this.log.error(`could not tell that ${agent.name} is ${agent.state}`, { fault: String(fault) });
    }
  }
}

function agentOf(beat: Heartbeat, ageMs: number): Omit<Agent, 'standbys'> {
  const lost = ageMs > LOST_AFTER_MS;
  return {
    name: beat.name,
    state: lost ? 'LOST' : beat.state,
    because: lost ? `silent for ${Math.round(ageMs / 1000)} s` : beat.because,
    version: beat.version,
    bootId: beat.bootId,
    operations: beat.operations,
    opsUrl: beat.opsUrl,
    ageS: Math.round(ageMs / 100) / 10,
    service: beat.service,
    queues: beat.queues,
    deadLetters: beat.deadLetters,
    notes: beat.notes,
  };
}
