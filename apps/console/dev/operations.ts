import type { DeadLetter, Job, QueueState } from '@nightjar/contracts';
import { idOf } from './facts.ts';

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const TRACE = '0af7651916cd43dd8448eb211c80319c';

const jobOf = (n: number, queue: string, state: Job['state'], values: Partial<Job> = {}): Job => ({
  id: idOf('job', n),
  queue,
  subject: `job.${queue}.process`,
  payload: { process: idOf('prc', n) },
  state,
  because: null,
  priority: 0,
  position: null,
  attempt: 0,
  attempts: 3,
  notBefore: null,
  after: [],
  askedBy: 'pipeline',
  runner: null,
  fence: 0,
  leaseUntil: null,
  createdAt: ago(60 + n * 20),
  startedAt: null,
  finishedAt: null,
  traceId: TRACE,
  ...values,
});

const begun = { attempt: 1, runner: `pipeline-photometry`, fence: 1 };
const JOBS: readonly Job[] = [
  jobOf(1, 'photometry', 'WAITING', { position: 1, priority: 50, askedBy: 'alerts' }),
  jobOf(2, 'photometry', 'WAITING', { position: 2 }),
  jobOf(3, 'photometry', 'WAITING', { position: 3, because: 'waits until 06:30:00 UTC' }),
  jobOf(4, 'photometry', 'RUNNING', { ...begun, startedAt: ago(83) }),
  jobOf(5, 'photometry', 'FAILED', {
    ...begun,
    attempt: 3,
    because: 'solve-field: no solution within 60 s',
    startedAt: ago(900),
    finishedAt: ago(840),
  }),
  jobOf(6, 'photometry', 'SUCCEEDED', { ...begun, startedAt: ago(1200), finishedAt: ago(1180) }),
];

const QUEUES = [
  { name: 'inspect', service: 'pipeline', says: 'Reads each frame’s header and pixels.' },
  { name: 'photometry', service: 'pipeline', says: 'Finds sources, solves the field and measures the target.' },
  { name: 'scheduling', service: 'scheduler', says: 'Plans the rest of the night.' },
] as const;

const LETTERS: readonly DeadLetter[] = [
  [
    'catalog',
    'catalog-evt-alert-notice-received',
    'evt.alert.notice.received',
    'RangeError: declination −91.2 is out of range',
  ],
  ['pipeline', 'photometry', 'job.photometry.process', 'its runner died or was stopped 9 times'],
  [
    'catalog',
    'catalog-evt-instrument-frame-stored',
    'evt.instrument.frame.stored',
    'Error: the file of the frame is not in the product store',
  ],
].map(([service = '', consumer = '', subject = '', reason = ''], n) => ({
  id: `${service}.${9 - n}`,
  service,
  kind: subject.startsWith('job') ? 'job' : 'event',
  consumer,
  messageId: idOf('msg', n).slice(4),
  subject,
  payload: { notice: idOf('ntc', n), raDeg: 217.926, decDeg: -91.2 },
  reason,
  attempts: 6,
  traceId: TRACE,
  failedAt: ago(300 + n * 4000),
}));

const rated = { succeededPerMinute: 3.2, failedPerMinute: 0.1, concurrency: 1, attempts: 3, timeLimitS: 1800 };

/** Queues and dead letters that an operator can act on, kept in memory. */
export class FakeOperations {
  private jobs: readonly Job[] = JOBS;
  private letters: readonly DeadLetter[] = LETTERS;
  private readonly paused = new Map<string, string>();

  /** What the gateway answers, or undefined for a path that is not about operations. */
  answer(path: string, method: string, body: Readonly<Record<string, unknown>>): unknown {
    const [noun = '', name = '', part = ''] = path.replace('/api/', '').split('/');
    if (noun === 'queues' && method === 'GET') return part ? this.jobsOf(name, body) : this.queues();
    if (noun === 'queues') return this.pause(name, part, body);
    if (noun === 'jobs') return this.act(name, part, body);
    if (noun === 'dead-letters' && method === 'GET') return { ...listed(this.letters), missing: [] };
    return noun === 'dead-letters' ? this.take(body) : undefined;
  }

  get alarms(): object[] {
    const services = [...new Set(this.letters.map(({ service }) => service))];
    const count = (service: string): number => this.letters.filter((letter) => letter.service === service).length;
    return services.map((service) => ({
      name: `dead-letters.${service}`,
      severity: 'warning',
      since: ago(320),
      says: `${service} could not handle ${count(service) === 1 ? '1 message' : `${count(service)} messages`}`,
      response: `nightjar letters ls --service ${service} says why. Mend the cause, then retry them; or discard them.`,
    }));
  }

  private queues(): object {
    const results = QUEUES.map((queue) => {
      if (queue.name === 'scheduling') {
        const unknown = { depth: null, running: null, succeededPerMinute: null, failedPerMinute: null };
        const because = 'nobody answers ask.queue.queue.list just now; is the service running?';
        return { ...rated, ...queue, ...unknown, paused: null, oldestAgeS: null, unknownBecause: because };
      }
      const own = this.jobs.filter((job) => job.queue === queue.name);
      const waiting = own.filter(({ state }) => state === 'WAITING');
      return {
        ...rated,
        ...queue,
        paused: this.paused.get(queue.name) ?? null,
        depth: waiting.length,
        oldestAgeS: waiting.length ? 124.5 : null,
        running: own.filter(({ state }) => state === 'RUNNING'),
        unknownBecause: null,
      };
    });
    return { ...listed(results), missing: [{ service: 'scheduler', because: 'nobody answers' }] };
  }

  private jobsOf(queue: string, { state }: Readonly<Record<string, unknown>>): object {
    return listed(this.jobs.filter((job) => job.queue === queue && (!state || job.state === state)));
  }

  private pause(name: string, verb: string, { because }: Readonly<Record<string, unknown>>): Partial<QueueState> {
    if (verb === 'pause') this.paused.set(name, `paused by administrator: ${String(because)}`);
    else this.paused.delete(name);
    return { name, paused: this.paused.get(name) ?? null };
  }

  private act(id: string, verb: string, { because }: Readonly<Record<string, unknown>>): object {
    const change: Partial<Job> =
      verb === 'revoke'
        ? { state: 'CANCELLED', position: null, because: `revoked by administrator: ${String(because)}` }
        : verb === 'retry'
          ? { state: 'WAITING', position: 9, because: null }
          : { position: 1 };
    this.jobs = this.jobs.map((job) => (job.id === id ? { ...job, ...change } : job));
    return { id, ...change };
  }

  private take({ ids }: Readonly<Record<string, unknown>>): object {
    const before = this.letters.length;
    this.letters = this.letters.filter(({ id }) => !(Array.isArray(ids) && ids.includes(id)));
    return { count: before - this.letters.length, services: [] };
  }
}

const listed = (results: readonly unknown[]) => ({
  results,
  next: null,
  count: { value: results.length, exact: true },
});
