import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { NotBegun, type Bus, type Buried, type Meta } from '@nightjar/bus';
import { isRequest, type Contract } from '@nightjar/contracts';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventIntake } from './event-intake.js';
import { BUS_TRANSPORT, type HandleExtras } from './handles.js';
import type { Pause } from './pause.js';

/** Tries before an event is buried. */
const EVENT_ATTEMPTS = 6;

/**
 * Nest's view of the bus: every method marked with `@Handles` is served, consumed or worked as its contract says, with
 * Nest's guards, interceptors and filters around it.
 */
export class BusStrategy extends Server implements CustomTransportStrategy {
  override transportId = BUS_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;

  constructor(
    private readonly bus: Bus,
    private readonly service: string,
    private readonly agent: string,
    private readonly bury: (letter: Buried) => Promise<void>,
    private readonly pause: Pause,
    private readonly intake: EventIntake,
    /** Queues this process runs; undefined runs every queue it has a handler for. */
    private readonly queues?: readonly string[],
  ) {
    super();
  }

  listen(callback: (fault?: unknown) => void): void {
    this.register().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await this.bus.quiet();
  }

  on(): never {
    throw new Error('the bus has no transport events; readiness tells its state');
  }

  unwrap<T>(): T {
    return this.bus as T;
  }

  /** Subjects of the events and jobs that are handled here. */
  get hears(): string[] {
    return [...this.contracts()].filter(([contract]) => !isRequest(contract)).map(([{ subject }]) => subject);
  }

  private async register(): Promise<void> {
    for (const [contract, handler] of this.contracts()) await this.attach(contract, handler);
  }

  /** What this process handles; a queue that it does not run is left to others. */
  private *contracts(): Generator<[Contract, MessageHandler]> {
    for (const handler of this.messageHandlers.values()) {
      const { contract } = (handler.extras ?? {}) as Partial<HandleExtras>;
      if (!contract || (contract.kind === 'job' && this.queues?.includes(contract.queue.name) === false)) continue;
      yield [contract, handler];
    }
  }

  private async attach(contract: Contract, handler: MessageHandler): Promise<void> {
    const call = async (payload: unknown, meta: Meta): Promise<unknown> => {
      if (!contract.safety) await this.passPause(contract, meta);
      return settled(handler(payload, meta));
    };
    if (isRequest(contract)) {
      // Under its own subject whoever serves it may take it; under a name that service or agent is meant.
      this.bus.serve(contract, call);
      for (const name of new Set([this.service, this.agent])) this.bus.serve(contract, call, name);
    } else if (contract.kind === 'event') {
      const durable = this.intake.register(contract, (payload, meta) => settled(handler(payload, meta)));
      await this.bus.consume(contract, { durable, attempts: EVENT_ATTEMPTS, bury: this.bury }, (payload, meta) =>
        this.intake.handle(payload, meta).then(() => undefined),
      );
    } else if (contract.kind === 'job') {
      await this.bus.work(contract, { bury: this.bury }, async (payload, meta) => {
        await call(payload, meta);
      });
    }
  }

  /** While the agent is paused reading still works, commands are refused, and jobs wait; so do events, by their intake. */
  private async passPause(contract: Contract, meta: Meta): Promise<void> {
    if (this.pause.because === null || contract.kind === 'ask') return;
    if (contract.kind === 'command') throw new NotBegun('paused', `${this.service} is ${this.pause.because}`);
    await this.pause.over(meta.signal);
  }
}

async function settled(outcome: unknown): Promise<unknown> {
  const value = await outcome;
  return isObservable(value) ? lastValueFrom(value, { defaultValue: undefined }) : value;
}
