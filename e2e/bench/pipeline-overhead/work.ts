import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../night/root.js';

/** What a step does: so many seconds of rest, so many runs of SExtractor. */
export interface Stint {
  readonly queue: 'inspect' | 'photometry' | 'site';
  readonly seconds: number;
  readonly times: number;
}

export const SCRIPT = join(ROOT, 'e2e/bench/pipeline-overhead/stint.sh');
const CHAIN_MS = 10_000;
const EXTRACTING_MS = 3200;

/** How long something took, and how much of it the tools worked by their own clock. All in ms. */
export interface Took {
  readonly wholeMs: number;
  readonly workedMs: number;
}

/** The same command in the same environment as a step of the chain runs it, by itself. */
export async function bare({ seconds, times }: Stint, frame: string): Promise<Took> {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-bare-'));
  try {
    const atMs = performance.now();
    const own = { HOME: folder, TMPDIR: folder, LC_ALL: 'C', OMP_NUM_THREADS: '1' };
    const env = { PATH: process.env['PATH'], ...own };
    const child = spawn('sh', [SCRIPT], { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
    const said = text(child.stdout);
    child.stdin.end(`${JSON.stringify({ inputs: [{ path: frame }], params: { seconds, times } })}\n`);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the bare command ended with ${code}`);
    const wholeMs = performance.now() - atMs;
    return { wholeMs, workedMs: Number(/"workedMs": (\d+)/.exec(await said)?.[1]) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Three steps of together ten seconds, one on each queue; how fast SExtractor is here is tried first. */
export async function stints(frame: string): Promise<readonly Stint[]> {
  const trial: Stint = { queue: 'photometry', seconds: 0, times: 20 };
  await bare(trial, frame); // the first runs are slower: files are read from the disk
  const times = Math.max(1, Math.round((EXTRACTING_MS * trial.times) / (await bare(trial, frame)).wholeMs));
  const extracting: Stint = { queue: 'photometry', seconds: 0, times };
  // on a machine that does other things besides the trial says little of the whole
  const restMs = CHAIN_MS - (await bare(extracting, frame)).wholeMs;
  const seconds = Math.max(1, Math.round(restMs / 20) / 100);
  return [{ queue: 'inspect', seconds, times: 0 }, extracting, { queue: 'site', seconds, times: 0 }];
}
