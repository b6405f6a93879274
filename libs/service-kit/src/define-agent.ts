import {
  Controller,
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type Type,
} from '@nestjs/common';
import { Bus, Sender, type Meta } from '@nightjar/bus';
import type { Carries, EventContract, Gives, JobContract, RequestContract, Site, Takes } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Clock } from './clock.js';
import { CommonConfig } from './config.js';
import { Handles } from './handles.js';
import type { JobMeta } from './job-in-hand.js';
import { Log } from './log.js';
import { defineService, type ServiceDefinition } from './service.js';
import { SITE } from './tokens.js';

type Handled = RequestContract | EventContract | JobContract;
type Given<C extends Handled> = C extends RequestContract
  ? Takes<C>
  : C extends EventContract | JobContract
    ? Carries<C>
    : never;
type Arrival<C extends Handled> = C extends JobContract ? JobMeta : Meta;
type Answered<C extends Handled> = C extends RequestContract ? Gives<C> : void;

/** What an agent's methods may use. */
@Injectable()
export class Reach {
  constructor(
    readonly bus: Bus,
    readonly sender: Sender,
    readonly clock: Clock,
    readonly log: Log,
    @Inject(SITE) readonly site: Site,
    @Inject('record') private readonly record: Database | null,
  ) {}

  /** The agent's own part of PostgreSQL. @throws when its definition has no `database` */
  get database(): Database {
    if (this.record) return this.record;
    throw new Error('this agent keeps no record: its definition names no database');
  }
}

interface Message {
  readonly contract: Handled;
  readonly run: (given: never, reach: Reach, meta: never) => Promise<unknown>;
}

/** One line of an agent's map from contract to method; the compiler holds the method against the contract. */
export const on = <C extends Handled>(
  contract: C,
  run: (given: Given<C>, reach: Reach, meta: Arrival<C>) => Promise<Answered<C>>,
): Message => ({ contract, run });

export interface AgentDefinition extends Omit<ServiceDefinition, 'config' | 'module' | 'http'> {
  readonly messages: readonly Message[];
  /** What it does beside its messages, from its start until the signal aborts. Messages never wait for it. */
  work?(reach: Reach, signal: AbortSignal): Promise<void>;
}

/** An agent in one value: a name, a map from contract to method, and perhaps work of its own. */
export function defineAgent({ messages, work, ...definition }: AgentDefinition): ServiceDefinition {
  const record = { provide: 'record', useFactory: (database: Database) => database, inject: [Database] };
  const none = { provide: 'record', useValue: null };
  @Module({
    controllers: [controllerOf(messages)],
    providers: [Reach, definition.database ? record : none, ...(work ? [workerOf(work)] : [])],
  })
  class AgentModule {}
  return defineService({ ...definition, config: CommonConfig, module: AgentModule });
}

function controllerOf(messages: readonly Message[]): Type {
  @Controller()
  class AgentController {
    constructor(@Inject(Reach) readonly reach: Reach) {}
  }
  const { prototype } = AgentController;
  for (const { contract, run } of messages) {
    const method = function (this: AgentController, given: never, meta: never): Promise<unknown> {
      return run(given, this.reach, meta);
    };
    const descriptor = { value: method, configurable: true, writable: true };
    Object.defineProperty(prototype, contract.subject, descriptor);
    (Handles(contract) as MethodDecorator)(prototype, contract.subject, descriptor);
  }
  return AgentController;
}

function workerOf(work: NonNullable<AgentDefinition['work']>): Type {
  @Injectable()
  class AgentWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
    private readonly stopping = new AbortController();
    private ended: Promise<void> | undefined;

    constructor(@Inject(Reach) private readonly reach: Reach) {}

    onApplicationBootstrap(): void {
      this.ended = work(this.reach, this.stopping.signal).catch((fault: unknown) =>
        this.reach.log.error('the work of this agent ended with a fault', { fault: String(fault) }),
      );
    }

    async beforeApplicationShutdown(): Promise<void> {
      this.stopping.abort(new Error('the agent stops'));
      await this.ended;
    }
  }
  return AgentWork;
}
