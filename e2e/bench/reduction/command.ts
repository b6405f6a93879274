import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../night/root.js';
import type { FrameToReduce } from './frames.js';

/** What `nightjar process` took for a frame, start of the program included. */
export interface CommandFigures {
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakMiB: number;
  /** Longest time for which the process did nothing but one piece of numerics. */
  readonly loopBlockedMs: number;
  /** Seconds of each pipeline, as the command itself tells them. */
  readonly pipelines: readonly { readonly name: string; readonly state: string; readonly seconds: number | null }[];
}

/** Runs the command as a user does. @throws when it fails, with what it said */
export async function reduceByCommand({ path, target }: FrameToReduce, folder: string): Promise<CommandFigures> {
  const witness = join(folder, 'witness.json');
  const startedMs = performance.now();
  const command = spawn(
    process.execPath,
    [
      ...['--import', pathToFileURL(join(ROOT, 'e2e', 'bench', 'reduction', 'witness.mjs')).href],
      ...[join(ROOT, 'apps', 'cli', 'bin', 'nightjar.mjs'), 'process', '--inspect', '--photometry', '--json'],
      ...['--offline', '-c', `target=${target.raDeg} ${target.decDeg}`, path],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, REDUCTION_WITNESS: witness } },
  );
  const [said, complaint, [code]] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    once(command, 'close') as Promise<[number | null]>,
  ]);
  const wallS = (performance.now() - startedMs) / 1000;
  if (code !== 0) throw new Error(`nightjar process ended with ${code}: ${complaint}`);
  const { steps } = JSON.parse(said) as { steps: CommandFigures['pipelines'] };
  const taken = JSON.parse(await readFile(witness, 'utf8')) as Omit<CommandFigures, 'wallS' | 'pipelines'>;
  return { wallS, ...taken, pipelines: steps };
}
