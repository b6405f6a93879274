import type { Bus } from '@nightjar/bus';
import { GetProcessLog, ListProcesses, ProcessChanged, ProcessLog, type Process } from '@nightjar/contracts';
import { only } from '../route/query.js';
import { frame, MOST_UNSENT_BYTES, type Sink } from './frame.js';
import type { TelemetryFan } from './telemetry-fan.js';

/** However quiet the bus, the record is looked at this often; a comment says that the stream lives. */
const LOOK_MS = 1000;

const OVER: ReadonlySet<Process['state']> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST']);

/** @throws Refusal `not_found` */
export const processOf = async (bus: Bus, id: string): Promise<Process> =>
  only(await bus.ask(ListProcesses, { id, limit: 1 }), 'process', id);

/**
 * Streams one process into a sink until it is over: `process` whenever it has changed, `log` for each line, once and in
 * order, with the offset to resume from as its id, and `end`. What is heard on the bus only says when to look.
 */
export async function streamProcess(
  bus: Bus,
  fan: TelemetryFan,
  sink: Sink,
  options: { readonly id: string; readonly offset: number; readonly signal: AbortSignal },
): Promise<void> {
  const { id, signal } = options;
  const bell = new Bell();
  const unwatch = fan.watch(({ subject, data }) => {
    if (subject === ProcessLog.subject && (data as { process?: unknown }).process === id) bell.ring();
  });
  const done = new AbortController();
  const following = ringOnChange(bus, bell, id, AbortSignal.any([signal, done.signal]));
  try {
    sink.write('retry: 1000\n\n');
    await send(bus, sink, bell, options);
  } finally {
    unwatch();
    done.abort();
    await following;
    sink.end();
  }
}

async function send(
  bus: Bus,
  sink: Sink,
  bell: Bell,
  { id, offset, signal }: { readonly id: string; readonly offset: number; readonly signal: AbortSignal },
): Promise<void> {
  let shown = '';
  for (let from = offset; !signal.aborted && sink.writableLength < MOST_UNSENT_BYTES;) {
    // before its log: what it wrote until it ended is then there
    const process = await processOf(bus, id);
    const now = JSON.stringify(process);
    if (now !== shown) sink.write(frame(null, 'process', process));
    shown = now;
    for (let more = true; more;) {
      const { lines, nextOffset } = await bus.ask(GetProcessLog, { id, offset: from });
      for (const line of lines) sink.write(frame(line.offset + 1, 'log', line));
      more = nextOffset > from;
      from = nextOffset;
    }
    if (OVER.has(process.state)) return void sink.write(frame(null, 'end', { state: process.state }));
    if (!(await bell.rung(LOOK_MS, signal))) sink.write(': still here\n\n');
  }
}

async function ringOnChange(bus: Bus, bell: Bell, id: string, signal: AbortSignal): Promise<void> {
  for await (const { meta, payload } of bus.follow(signal)) {
    if (meta.subject === ProcessChanged.subject && (payload as { id?: unknown }).id === id) bell.ring();
  }
}

/** Rung from anywhere, waited for in one place; a ring that nobody waits for is not lost. */
class Bell {
  private rang = false;
  private wake: () => void = () => undefined;

  ring(): void {
    this.rang = true;
    this.wake();
  }

  /** @returns whether it was rung before so much time had passed, or the signal had aborted */
  async rung(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.rang && !signal.aborted) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, ms);
        const end = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          done();
        };
        this.wake = end;
        signal.addEventListener('abort', end);
      });
    }
    const { rang } = this;
    this.rang = false;
    return rang;
  }
}
