import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalToolRunner } from './tool-runner.js';

const path = process.env['PATH'] ?? '';
const script = (text: string, folder = tmpdir(), timeoutS = 10) => ({
  ...{ program: 'sh', arguments: ['-c', text], folder, timeoutS },
});

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    const stat = (() => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8');
      } catch {
        return undefined;
      }
    })();
    if (stat === undefined || stat.includes(') Z ')) return true;
    await pause(50);
  }
  return false;
}

describe('the tool runner of the command line', () => {
  it('gives the exit code, what the program said and each line as it comes', async () => {
    const heard: string[] = [];
    const runner = new LocalToolRunner(path, new AbortController().signal);
    const outcome = await runner.run(script('echo one; echo two >&2; exit 3'), (line) => heard.push(line));
    expect(outcome).toMatchObject({ exitCode: 3, timedOut: false, tail: expect.arrayContaining(['one', 'two']) });
    expect(heard).toEqual(['one']);
  });

  it('hands over what the program reads', async () => {
    const runner = new LocalToolRunner(path, new AbortController().signal);
    expect((await runner.run({ ...script('cat'), input: 'a job' })).tail).toEqual(['a job']);
  });

  it.each(['its time is over', 'the command is interrupted'])('ends the children of children when %s', async (why) => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-cli-tool-'));
    try {
      const abort = new AbortController();
      const late = why === 'its time is over';
      const text = 'sleep 60 & echo $! > pid; echo ready; wait';
      const running = new LocalToolRunner(path, abort.signal).run(script(text, folder, late ? 0.5 : 60), () => {
        if (!late) abort.abort(new Error('interrupted'));
      });
      if (late) expect(await running).toMatchObject({ exitCode: null, timedOut: true });
      else await expect(running).rejects.toThrow('interrupted');
      expect(await isGone(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says what is missing and how to get it', () => {
    const runner = new LocalToolRunner('/nowhere', new AbortController().signal);
    const tool = { program: 'source-extractor', package: 'source-extractor', options: {} };
    expect(runner.missing([tool])).toContain('apt-get install -y --no-install-recommends source-extractor');
  });
});
