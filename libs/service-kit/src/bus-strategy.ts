import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { NotBegun, type Bus, type Buried, type Meta } from '@nightjar/bus';
import { isRequest, type Contract } from '@nightjar/contracts';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventIntake } from './event-intake.js';
import { BUS_TRANSPORT, type HandleExtras } from './handles.js';
import type { Pause } from './pause.js';
import type { Queues } from './queues.js';
import { inHand } from './watchdog.js';

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
    private readonly queues: Queues,
  ) {
    super();
  }

  listen(callback: (fault?: unknown) => void): void {
    this.register().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await Promise.all([this.queues.stop(), this.bus.quiet()]);
  }

  on(): never {
    throw new Error('the bus has no transport events; readiness tells its state');
  }

  unwrap<T>(): T {
    return this.bus as T;
  }

  /** Subjects of the events and jobs that are handled here. */
  get hears(): string[] {
    const heard = (contract: Contract): boolean =>
      !isRequest(contract) && (contract.kind !== 'job' || this.queues.runs(contract.queue));
    return [...this.contracts()].filter(([contract]) => heard(contract)).map(([{ subject }]) => subject);
  }

  private async register(): Promise<void> {
    for (const [contract, handler] of this.contracts()) await this.attach(contract, handler);
    await this.queues.start();
  }

  private *contracts(): Generator<[Contract, MessageHandler]> {
    for (const handler of this.messageHandlers.values()) {
      const { contract } = (handler.extras ?? {}) as Partial<HandleExtras>;
      if (contract) yield [contract, handler];
    }
  }

  private async attach(contract: Contract, handler: MessageHandler): Promise<void> {
    const call = async (payload: unknown, meta: Meta): Promise<unknown> => {
      if (!contract.safety) this.passPause(contract);
      inHand(`${meta.subject} ${meta.id}`);
      return settled(handler(payload, meta));
    };
    if (isRequest(contract)) {
      // Under its own subject whoever serves it may take it; under a name that service or agent is meant.
      this.bus.serve(contract, call);
      for (const name of new Set([this.service, this.agent])) this.bus.serve(contract, call, name);
    } else if (contract.kind === 'event') {
      const durable = this.intake.register(contract, (payload, meta) => settled(handler(payload, meta)));
      const since = await this.intake.owedSince(durable);
      const options = { durable, attempts: EVENT_ATTEMPTS, bury: this.bury, ...(since ? { since } : {}) };
      await this.bus.consume(contract, options, (payload, meta, behind) => this.intake.receive(payload, meta, behind));
    } else if (contract.kind === 'job') {
      this.queues.handle(contract, (payload, meta) => settled(handler(payload, meta)));
    }
  }

  /** While the agent is paused reading still works and commands are refused; events wait by their intake, jobs in their queues. */
  private passPause(contract: Contract): void {
    if (this.pause.because === null || contract.kind !== 'command') return;
    throw new NotBegun('paused', `${this.service} is ${this.pause.because}`);
  }
}

async function settled(outcome: unknown): Promise<unknown> {
  const value = await outcome;
  return isObservable(value) ? lastValueFrom(value, { defaultValue: undefined }) : value;
}
