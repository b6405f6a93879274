import type { Bus, Meta } from '@nightjar/bus';
import {
  PauseAgent,
  PingAgent,
  ResumeAgent,
  ShutdownAgent,
  StatusAgent,
  type AgentStatus,
  type Heartbeat,
} from '@nightjar/contracts';
import type { Log } from './log.js';
import type { Pause } from './pause.js';
import type { Vitals } from './vitals.js';

/** Time for the answer to leave before the agent ends. */
const FAREWELL_MS = 50;
/** One that stands by lets the leader answer first. */
const AFTER_THE_LEADER_MS = 250;

export interface AgentParts {
  readonly bus: Bus;
  readonly name: string;
  readonly vitals: Vitals;
  readonly pause: Pause;
  readonly log: Log;
  /** What a status says beside the heartbeat. */
  readonly status: () => Promise<Pick<AgentStatus, 'hears' | 'outbox'>>;
  /** Ends the process in order. */
  readonly shutdown: () => void;
}

const statusOf = async ({ bus, vitals, status }: AgentParts): Promise<AgentStatus> => ({
  ...vitals.now,
  startedAt: vitals.startedAt.toISOString(),
  serves: [...bus.serves],
  ...(await status()),
});

/**
 * Lets an agent that may have to stand by answer for itself where no leader does: its answer comes later than a leader's.
 * @returns to be called when it leads
 */
export function serveStandby(parts: AgentParts): () => void {
  const { bus, name, vitals } = parts;
  const afterTheLeader = (): Promise<void> => new Promise((done) => setTimeout(done, AFTER_THE_LEADER_MS));
  const ends = [
    bus.serve(PingAgent, () => afterTheLeader().then(() => vitals.now), name, 'standby'),
    bus.serve(StatusAgent, () => afterTheLeader().then(() => statusOf(parts)), name, 'standby'),
  ];
  return () => ends.forEach((end) => end());
}

/** The messages that every agent answers under its own name, from its start on. */
export function serveAgent(parts: AgentParts): void {
  const { bus, name, vitals, pause, log, shutdown } = parts;
  const now = (): Promise<Heartbeat> => Promise.resolve(vitals.now);
  bus.serve(PingAgent, now, name);
  bus.serve(StatusAgent, () => statusOf(parts), name);
  bus.serve(
    PauseAgent,
    async ({ because }, { actor }: Meta) => {
      pause.begin(`paused by ${actor}: ${because}`);
      log.warn(pause.because ?? '');
      await vitals.examine();
      return vitals.now;
    },
    name,
  );
  bus.serve(
    ResumeAgent,
    async (_, { actor }: Meta) => {
      if (pause.because !== null) log.info(`resumed by ${actor}`);
      pause.end();
      await vitals.examine();
      return vitals.now;
    },
    name,
  );
  bus.serve(
    ShutdownAgent,
    async ({ because }, { actor }: Meta): Promise<Heartbeat> => {
      const farewell = `shut down by ${actor}: ${because}`;
      log.warn(farewell);
      setTimeout(shutdown, FAREWELL_MS);
      return { ...vitals.now, state: 'STOPPING', because: farewell };
    },
    name,
  );
}
