import { networkIsolation, ProgramRunner } from '@nightjar/programs';
import { noTools } from './attempt.js';
import { fuzz, type FuzzFigures } from './fuzz.js';
import { starry } from './hostile-frames.js';
import { realSky } from './real-sky.js';

/** Memory that all frames together may take, resident at any moment. */
const mostMiB = 512;
/** So many of the frames go through the real tools as well, at most. */
const throughTools = 200;

/**
 * Hostile frames through inspection and through photometry up to its first tool, and some of them through photometry
 * with the real tools. Exits with 1 when one is neither refused nor sound, takes too long, or too much memory.
 */
export async function bench(count: number, seed: number): Promise<void> {
  const numerics = await fuzz({ count, seed }, ['inspect', 'photometry'], noTools);
  say('Inspection, and photometry up to its first tool', numerics);
  const path = process.env.PATH ?? '';
  const isolation = await networkIsolation(path);
  const tools = new ProgramRunner({ path, isolation, signal: new AbortController().signal });
  const some = Math.min(count, throughTools);
  const whole = await fuzz({ count: some, seed }, ['photometry'], tools);
  say('Photometry with the real tools', whole);
  const starryFrames = { count: some, seed, kinds: starry, honest: realSky() };
  const sky = await fuzz(starryFrames, ['photometry'], tools);
  say('The same with frames of the real sky', sky);
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  const faults = numerics.faults.length + whole.faults.length + sky.faults.length + (peakMiB > mostMiB ? 1 : 0);
  console.log(`the memory grew to ${peakMiB} MiB; ${mostMiB} may be`);
  console.log(JSON.stringify({ bench: 'reduction-fuzz', count, seed, numerics, whole, sky, peakMiB, faults }));
  if (faults > 0) process.exitCode = 1;
}

function say(title: string, { attempts, outcomes, faults, worstCpuMs, worstWallMs, worstIs, slow }: FuzzFigures): void {
  console.log(`${title}: ${attempts} attempts`);
  for (const [outcome, times] of Object.entries(outcomes)) console.log(`  ${outcome}: ${times}`);
  console.log(`  the slowest took ${worstCpuMs} ms of processor time here; ${worstWallMs} ms in all: ${worstIs}`);
  const tooLong = Object.entries(slow).map(([kind, times]) => `${times} (${kind})`);
  console.log(`  more than 2 s in all, tools included: ${tooLong.length > 0 ? tooLong.join(', ') : 'none'}`);
  for (const fault of faults.slice(0, 10)) console.log(`  FAULT ${fault}`);
}
