import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  type Command,
  type Instrument,
  ListCommands,
  ListInstruments,
  newId,
  type Observation,
  type Order,
  Refusal,
  Replan,
  SubmitCommand,
} from '@nightjar/contracts';
import { Log } from '@nightjar/service-kit';
import type { InFlight, Safety } from './situation.js';

/** How a submission went: instruments answered, said no, or could not be reached. */
export type Submission =
  | { readonly outcome: 'accepted'; readonly command: Command }
  | { readonly outcome: 'refused'; readonly because: string }
  | { readonly outcome: 'away'; readonly because: string };

/** An order that has waited longer than this on the wall is not carried out any more. */
const DEADLINE_MS = 30_000;
const ACTOR = 'sequencer';

/** Speaks with instruments. Nothing here throws: a device that cannot be told is an outcome. */
@Injectable()
export class Commander {
  constructor(
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  async submit(command: InFlight, observation: Observation | null): Promise<Submission> {
    try {
      const given = await this.bus.ask(SubmitCommand, {
        ...{ id: command.id, instrument: command.instrument, order: command.order, actor: ACTOR },
        ...{ observation: observation?.id ?? null, request: observation?.request ?? null },
        ...{ target: observation?.target ?? null },
        // The contract wants the wall clock here: it guards against a stale wire, not against the sky.
        deadline: new Date(Date.now() + DEADLINE_MS).toISOString(),
      });
      return { outcome: 'accepted', command: given };
    } catch (reason) {
      const because = reason instanceof Error ? reason.message : String(reason);
      const away = !(reason instanceof Refusal) || ['unavailable', 'timed_out', 'fault'].includes(reason.code);
      this.log.warn(`${command.order.action} of ${command.instrument}: ${because}`);
      return { outcome: away ? 'away' : 'refused', because };
    }
  }

  /** An order outside any observation's record: stop, abort, dome, park. */
  async order(instrument: string, order: Order, observation: Observation | null = null): Promise<Submission> {
    return this.submit({ id: newId('cmd'), instrument, order, submitted: false }, observation);
  }

  /** What became of a command; null: instruments never got it. @throws Refusal when they cannot be asked */
  async whatBecameOf(id: string): Promise<Command | null> {
    const { results } = await this.bus.ask(ListCommands, { id });
    return results.find((command) => command.id === id) ?? null;
  }

  /** Every device and the safety of the site. @throws Refusal when instruments cannot be asked */
  async instruments(): Promise<Safety & { readonly results: readonly Instrument[] }> {
    return this.bus.ask(ListInstruments, {});
  }

  async replan(because: string): Promise<void> {
    try {
      await this.bus.ask(Replan, { because });
    } catch (reason) {
      // as at every start, where each service comes in its own time
      if (reason instanceof Refusal && reason.code === 'unavailable')
        this.log.info('the scheduler is not there yet; it makes a plan when it begins');
      else this.log.warn(`no plan asked for: ${String(reason)}`);
    }
  }
}
