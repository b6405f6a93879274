import { parseArgs } from 'node:util';
import { attempt } from './attempt.js';
import { malformed, randomNumbers, soundFiles } from './malformed.js';
import { packedFrames } from './packed-frames.js';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});

/** Processor time that one file may take, and memory that all of them may take. */
const [mostMs, mostMiB] = [1000, 512];

/**
 * Reads malformed frames, each made from its own number so that one can be looked at alone, and counts what became of
 * them. Exits with 1 when one was not read or refused by name, took too long, or took too much memory.
 */
export async function fuzz(): Promise<void> {
  const [count, seed] = [Number(values.count), Number(values.seed)];
  const sound = soundFiles(packedFrames());
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  let [worstMs, peakMiB] = [0, 0];
  for (let n = 0; n < count; n++) {
    const bytes = malformed(sound, randomNumbers(seed * 1_000_003 + n * 7919));
    const start = process.cpuUsage();
    try {
      const outcome = await attempt(bytes);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    } catch (fault) {
      faults.push(`frame ${n}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
    }
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    if (ms > mostMs) faults.push(`frame ${n}: took ${Math.round(ms)} ms`);
    worstMs = Math.max(worstMs, ms);
    if (n % 50 === 0) peakMiB = Math.max(peakMiB, process.memoryUsage().rss / 2 ** 20);
  }
  if (peakMiB > mostMiB) faults.push(`the memory grew to ${Math.round(peakMiB)} MiB`);
  for (const fault of faults.slice(0, 10)) console.log(fault);
  console.log(
    JSON.stringify({
      ...{ bench: 'fits-fuzz', count, seed, outcomes, faults: faults.length },
      ...{ worstMs: Math.round(worstMs), peakMiB: Math.round(peakMiB) },
    }),
  );
  if (faults.length > 0) process.exitCode = 1;
}
