import { type Degrees, type Equatorial, type Seconds, separation } from '@nightjar/astro';
import type { Block, CommandState, NightPlan, Observation, Order, Site, TelescopeSite } from '@nightjar/contracts';
import { slewS } from '@nightjar/planning';

/** A command that was written down and may be with its device. */
export interface InFlight {
  /** The idempotency key: instruments never carry out one of them twice. */
  readonly id: string;
  readonly instrument: string;
  readonly order: Order;
  /** Whether instruments have answered that they have it. */
  readonly submitted: boolean;
}

/** An observation being carried out. */
export interface Running {
  readonly observation: Observation;
  readonly block: Block;
  /** Whether the telescope has arrived. */
  readonly pointed: boolean;
  /** When it arrived, Unix ms of the observatory; after a restart of this service, when it was read back. */
  readonly pointedAtMs: number;
  readonly command: InFlight | null;
  /** How often the present step has failed in a row, and the last reason. */
  readonly failures: number;
  readonly lastFailure: string | null;
  /** Nothing is tried before this, Unix ms of the observatory. */
  readonly retryAtMs: number;
  /** Since when the next exposure has been waiting, Unix ms of the observatory. */
  readonly readyAtMs: number;
}

export interface Safety {
  readonly safe: boolean;
  readonly because: string;
}

/** Everything that decides what a telescope does next. */
export interface Situation {
  readonly now: Date;
  /** Seconds of the observatory for each second on the wall. */
  readonly rate: number;
  readonly site: Site;
  readonly telescope: TelescopeSite;
  readonly plan: NightPlan | null;
  /** Null: nothing heard yet. */
  readonly safety: Safety | null;
  readonly domeState: string | null;
  /** What the mount says of itself; null: nothing heard yet. */
  readonly mountState: string | null;
  readonly pointing: Equatorial | null;
  readonly running: Running | null;
  /** When the last observation of a request ended, Unix ms of the observatory. */
  readonly finishedMs: ReadonlyMap<string, number>;
  /** Requests that were cancelled, and why. */
  readonly cancelled: ReadonlyMap<string, string>;
}

/** The name of the site's dome. */
export const domeOf = (site: Site): string => site.domes[0]?.name ?? 'dome';

/** From where the telescope points to a block, until the image stands still. */
export const leadS = ({ telescope, pointing }: Situation, block: Equatorial): Seconds =>
  slewS(telescope, pointing, block);

export const distanceDeg = ({ pointing }: Situation, block: Equatorial): Degrees | null =>
  pointing && separation(pointing, block);

/** What became of a command, as its running observation takes it. A state that is not final only says that it is known. */
export const afterCommand = (
  running: Running,
  state: CommandState,
  because: string | null,
  nowMs: number,
  restMs: number,
): Running => {
  const { command, observation } = running;
  if (!command) return running;
  switch (state) {
    case 'DONE': {
      const frames = observation.frames + (command.order.action === 'expose' ? 1 : 0);
      const pointed = running.pointed || command.order.action === 'slew';
      const rested = { command: null, failures: 0, lastFailure: null, retryAtMs: 0, readyAtMs: nowMs };
      const pointedAtMs = command.order.action === 'slew' ? nowMs : running.pointedAtMs;
      return { ...running, ...rested, pointed, pointedAtMs, observation: { ...observation, frames } };
    }
    case 'FAILED':
    case 'ABORTED':
    case 'REJECTED':
    case 'TIMEOUT':
      return {
        ...running,
        command: null,
        failures: running.failures + 1,
        lastFailure: because ?? `${command.order.action} ${state.toLowerCase()}`,
        retryAtMs: nowMs + restMs,
      };
    default:
      return { ...running, command: { ...command, submitted: true } };
  }
};
