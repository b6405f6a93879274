import type { Bus, Meta } from '@nightjar/bus';
import { PauseAgent, PingAgent, ResumeAgent, ShutdownAgent, type Heartbeat } from '@nightjar/contracts';
import type { Log } from './log.js';
import type { Pause } from './pause.js';
import type { Vitals } from './vitals.js';

/** Time for the answer to leave before the agent ends. */
const FAREWELL_MS = 50;

export interface AgentParts {
  readonly bus: Bus;
  readonly name: string;
  readonly vitals: Vitals;
  readonly pause: Pause;
  readonly log: Log;
  /** Ends the process in order. */
  readonly shutdown: () => void;
}

/** The messages that every agent answers under its own name. */
export function serveAgent({ bus, name, vitals, pause, log, shutdown }: AgentParts): void {
  const now = (): Promise<Heartbeat> => Promise.resolve(vitals.now);
  bus.serve(PingAgent, now, name);
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
