import type { Bus } from '@nightjar/bus';
import { JobReady, JobRevoked, type JobContract, type Queue } from '@nightjar/contracts';
import { JobDesk, Jobs, queueStates, type Database, type JobFollower } from '@nightjar/persistence';
import { hasEnded, holderHere } from './holder.js';
import type { Log } from './log.js';
import type { Pause } from './pause.js';
import { revokedBy, serveQueues } from './queue-messages.js';
import { observeQueues } from './queue-metrics.js';
import { QueueRunner, type JobKind } from './queue-runner.js';
import type { Vitals } from './vitals.js';

export interface QueuesParts {
  readonly bus: Bus;
  readonly database: Database | undefined;
  readonly service: string;
  /** The agent's name. */
  readonly name: string;
  readonly vitals: Vitals;
  readonly pause: Pause;
  readonly log: Log;
  /** Queues this process runs; undefined runs every queue it has a handler for. */
  readonly only: readonly string[] | undefined;
  /** How long a runner may be silent before its job is given to another. */
  readonly leaseS: number;
}

/** The queues of a service: its handlers' runners, and what operators may ask of them. */
export class Queues {
  private readonly kinds = new Map<string, JobKind>();
  private readonly followers = new Map<string, JobFollower>();
  private runners: QueueRunner[] = [];
  private desk: JobDesk | undefined;
  private readonly ends: (() => void)[] = [];

  constructor(private readonly parts: QueuesParts) {}

  /**
   * Lets a service's own records follow its jobs: `follower` is called in the transaction of every change that a job's
   * handler does not make itself, e.g. when it is revoked, or given up because its runner died.
   */
  follow({ name }: Queue, follower: JobFollower): void {
    this.followers.set(name, follower);
  }

  /** Whether this process runs jobs of a queue. */
  runs({ name }: Queue): boolean {
    return this.parts.only?.includes(name) ?? true;
  }

  /** Has jobs of a contract run by `call`. */
  handle(contract: JobContract, call: JobKind['call']): void {
    this.kinds.set(contract.subject, { contract, call });
  }

  /** Begins to run jobs and to answer for the queues. */
  async start(): Promise<void> {
    const queues = [...new Set([...this.kinds.values()].map(({ contract }) => contract.queue))];
    if (queues.length === 0) return;
    const { bus, database, service, name, vitals, pause, log, leaseS } = this.parts;
    if (!database) throw new Error(`${service} keeps no record, so it can have no queues`);
    const follow: JobFollower = async (tx, job) => this.followers.get(job.queue)?.(tx, job);
    const runner = { name, holder: holderHere(vitals.bootId), isGone: hasEnded, leaseS };
    const jobs = new Jobs(database, runner, follow);
    const desk = new JobDesk(database, follow);
    this.desk = desk;
    const { kinds } = this;
    const mine = queues.filter((queue) => this.runs(queue));
    this.runners = mine.map((queue) => new QueueRunner({ queue, kinds, database, jobs, leaseS, pause, log }));
    vitals.tells({ queues: mine.map((queue) => queue.name) });

    const contracts = [...kinds.values()].map(({ contract }) => contract);
    serveQueues({ bus, database, service, queues, contracts, jobs, desk, look: (id) => this.look(id) });
    bus.hear(JobRevoked, ({ job }) => this.look(job));
    bus.hear(JobReady, ({ queue }) => Promise.resolve(this.wake(queue)));
    this.ends.push(
      database.onJob((queue) => this.rouse(queue)),
      pause.onEnd(() => this.wake()),
      observeQueues(() => queueStates(database, queues)),
    );
    for (const each of this.runners) {
      await each.start();
      await bus.tickets(each.name, () => each.wake());
    }
  }

  /** Lets what runs finish or hands it back. */
  async stop(): Promise<void> {
    for (const end of this.ends) end();
    await Promise.all(this.runners.map((runner) => runner.stop()));
  }

  /** Lets a job that is over wait for its turn again. @throws Refusal `not_found`, `not_over` */
  async retry(id: string): Promise<void> {
    await this.desk?.retry(id);
  }

  /**
   * Cancels a job that waits, or has the one that runs stopped; that takes a moment longer than this.
   * @returns false when it is over already
   * @throws Refusal `not_found`
   */
  async revoke(id: string, { because, actor }: { because: string; actor: string }): Promise<boolean> {
    if (!this.desk) throw new Error(`${this.parts.service} has no queues`);
    const { verdict, job } = await this.desk.revoke(id, { terminate: true, because: revokedBy(actor, because) });
    if (verdict === 'too late') return false;
    if (verdict === 'cancel') return true;
    this.parts.bus.tell(JobRevoked, { job: id, queue: job.queue });
    void this.look(id);
    return true;
  }

  /** Lets every runner look into its queue. @returns how many jobs of the service wait */
  async reconcile(): Promise<number> {
    if (!this.desk || !this.parts.database) return 0;
    this.wake();
    const { database } = this.parts;
    const [row] = await database.rows<{ n: number }>(
      `select count(*)::int as n from ${database.schema}.job where state = 'WAITING'`,
    );
    return row?.n ?? 0;
  }

  /** A job of a queue may start: here, or where that queue is run. */
  private rouse(queue: string): void {
    if (this.runners.some(({ name }) => name === queue)) return this.wake(queue);
    try {
      this.parts.bus.tell(JobReady, { queue });
    } catch {
      // what was committed stays true: the ticket tells it too, as soon as there is a bus
    }
  }

  private wake(queue?: string): void {
    for (const runner of this.runners) if (queue === undefined || runner.name === queue) runner.wake();
  }

  private async look(job: string): Promise<void> {
    for (const runner of this.runners) await runner.look(job);
  }
}
