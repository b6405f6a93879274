import type { Bus } from '@nightjar/bus';
import {
  DiscardDeadLetters,
  DrainQueue,
  HeartbeatTelemetry,
  ListDeadLetters,
  ListJobs,
  ListQueues,
  MoveJob,
  newId,
  PauseQueue,
  ReconcileAgent,
  Refusal,
  ReplayEvents,
  ResumeQueue,
  RetryDeadLetters,
  RetryJob,
  RevokeJob,
  StatusAgent,
  type DeadLetter,
  type Job,
  type QueueState,
} from '@nightjar/contracts';

const [sampleQueue] = ListQueues.gives.parse(ListQueues.example.gives).results as [QueueState];
const [sampleJob] = ListJobs.gives.parse(ListJobs.example.gives).results as [Job];
const [sampleLetter] = ListDeadLetters.gives.parse(ListDeadLetters.example.gives).results as [DeadLetter];

/** A small service that owns one queue and keeps dead letters, in memory: it answers by the contracts on the real bus. */
export class Workshop {
  readonly queue: string;
  readonly jobs = new Map<string, Job>();
  letters: DeadLetter[] = [];
  readonly asked: { readonly what: string; readonly by: string; readonly ask: unknown }[] = [];
  private paused: string | null = null;

  constructor(
    private readonly bus: Bus,
    readonly name: string,
    letters: readonly string[] = [],
  ) {
    this.queue = `${name}-bench`;
    this.letters = letters
      .map((failedAt, i): DeadLetter => ({ ...sampleLetter, id: `${name}.${i + 1}`, service: name, failedAt }))
      .reverse();
    this.serveQueues();
    this.serveJobs();
    this.serveLetters();
    this.serveAgent();
    this.beat();
  }

  add(state: Job['state']): Job {
    const job: Job = { ...sampleJob, id: newId('job'), queue: this.queue, state };
    this.jobs.set(job.id, job);
    return job;
  }

  beat(): void {
    const { example } = HeartbeatTelemetry;
    const own = { name: this.name, service: this.name, queues: [this.queue], deadLetters: this.letters.length };
    this.bus.tell(HeartbeatTelemetry, { ...HeartbeatTelemetry.carries.parse(example), ...own }, this.name);
  }

  private get state(): QueueState {
    const of = (state: Job['state']): Job[] => [...this.jobs.values()].filter((job) => job.state === state);
    const { name, queue, paused } = this;
    return { ...sampleQueue, service: name, name: queue, paused, depth: of('WAITING').length, running: of('RUNNING') };
  }

  private job(id: string): Job {
    const job = this.jobs.get(id);
    if (!job) throw new Refusal('not_found', `${this.name} has no job ${id}`);
    return job;
  }

  private change(id: string, change: Partial<Job>): Job {
    const job = { ...this.job(id), ...change };
    this.jobs.set(id, job);
    return job;
  }

  private serveQueues(): void {
    const { bus, name } = this;
    bus.serve(ListQueues, async () => ({ results: [this.state] }), name);
    bus.serve(
      PauseQueue,
      async ({ because }, { actor }) => {
        this.paused = `paused by ${actor}: ${because}`;
        return this.state;
      },
      name,
    );
    bus.serve(
      ResumeQueue,
      async () => {
        this.paused = null;
        return this.state;
      },
      name,
    );
    bus.serve(
      DrainQueue,
      async () => {
        const waiting = [...this.jobs.values()].filter(({ state }) => state === 'WAITING');
        for (const { id } of waiting) this.change(id, { state: 'CANCELLED' });
        return { revoked: waiting.length, queue: this.state };
      },
      name,
    );
  }

  private serveJobs(): void {
    const { bus, name } = this;
    bus.serve(
      ListJobs,
      async ({ id, state, limit }) => {
        const all = [...this.jobs.values()].filter(
          (job) => (id ?? job.id) === job.id && (state ?? job.state) === job.state,
        );
        return { results: all.slice(0, limit), next: null, count: { value: all.length, exact: true } };
      },
      name,
    );
    bus.serve(
      RevokeJob,
      async ({ id, terminate, because }, { actor }) => {
        const { state } = this.job(id);
        if (state === 'RUNNING' && !terminate) throw new Refusal('running', `${id} runs; say terminate to stop it`);
        const job = this.change(id, { state: 'CANCELLED', because: `revoked by ${actor}: ${because}` });
        return { outcome: state === 'RUNNING' ? ('TERMINATED' as const) : ('REVOKED_WAITING' as const), job };
      },
      name,
    );
    bus.serve(MoveJob, async ({ id, to }) => this.change(id, { position: to === 'front' ? 1 : 2 }), name);
    bus.serve(RetryJob, async ({ id }) => this.change(id, { state: 'WAITING' }), name);
  }

  private serveLetters(): void {
    const { bus, name } = this;
    bus.serve(
      ListDeadLetters,
      async ({ limit, cursor, subject }) => {
        const number = (id: string): number => Number(id.split('.')[1]);
        const fitting = this.letters.filter((letter) => (subject ?? letter.subject) === letter.subject);
        const rest = fitting.filter(({ id }) => cursor === undefined || number(id) < number(cursor));
        const results = rest.slice(0, limit);
        const next = rest.length > limit ? (results.at(-1)?.id ?? null) : null;
        return { results, next, count: { value: fitting.length, exact: true } };
      },
      name,
    );
    bus.serve(RetryDeadLetters, async ({ ids }, { actor }) => this.take('retry', ids, actor), name);
    bus.serve(DiscardDeadLetters, async ({ ids }, { actor }) => this.take('discard', ids, actor), name);
  }

  private take(what: string, ids: readonly string[] | undefined, by: string): { count: number } {
    const before = this.letters.length;
    this.letters = this.letters.filter(({ id }) => ids && !ids.includes(id));
    this.asked.push({ what, by, ask: ids });
    if (this.letters.length === before) throw new Refusal('not_found', `${this.name} has no such letter`);
    return { count: before - this.letters.length };
  }

  private serveAgent(): void {
    const { bus, name } = this;
    const status = StatusAgent.gives.parse(StatusAgent.example.gives);
    bus.serve(StatusAgent, async () => ({ ...status, name }), name);
    bus.serve(ReconcileAgent, async () => ({ events: 3, jobs: this.jobs.size, consumers: 1 }), name);
    bus.serve(
      ReplayEvents,
      async (ask, { actor }) => {
        this.asked.push({ what: 'replay', by: actor, ask });
        return ReplayEvents.gives.parse(ReplayEvents.example.gives);
      },
      name,
    );
  }
}
