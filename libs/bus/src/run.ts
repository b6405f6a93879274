import type { Beginning } from '@nightjar/contracts';
import type { Bus } from './bus.js';

/** The broker's clock may differ from ours by this much; what is told of other runs is passed over. */
const CLOCKS_DIFFER_MS = 60_000;

/** Something long that a message has begun. */
export class Run {
  constructor(
    readonly id: string,
    private readonly begins: Beginning,
    private readonly bus: Pick<Bus, 'follow'>,
    private readonly sentAt: Date,
  ) {}

  /** Everything that is told of the run, from its beginning to its end; ends early when the signal aborts. */
  async *watch(signal?: AbortSignal): AsyncGenerator<unknown> {
    const { told, of, isOver } = this.begins;
    const done = new AbortController();
    const either = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
    try {
      for await (const event of this.bus.follow(either, new Date(this.sentAt.getTime() - CLOCKS_DIFFER_MS))) {
        if (event.meta.subject !== told.subject) continue;
        const payload = told.carries.parse(event.payload);
        if (of(payload) !== this.id) continue;
        yield payload;
        if (isOver(payload)) return;
      }
    } finally {
      done.abort();
    }
  }

  /** The last word on the run. @throws the signal's reason when it aborts first */
  async end(signal?: AbortSignal): Promise<unknown> {
    let last: unknown;
    for await (const told of this.watch(signal)) last = told;
    signal?.throwIfAborted();
    return last;
  }

  /** As it is shown to people and written to the wire. */
  toJSON(): string {
    return this.id;
  }
}
