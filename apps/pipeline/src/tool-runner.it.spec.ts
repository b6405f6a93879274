import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GroupToolRunner } from './tool-runner.js';

describe('the tool runner', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nightjar-tools-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (program: string, args: readonly string[], timeoutS = 10, signal = new AbortController().signal) =>
    new GroupToolRunner(signal).run({ program, arguments: args, folder, timeoutS });

  it('hands every argument over as it is: there is no shell to believe it', async () => {
    const canary = join(folder, 'canary');
    const args = [`; touch ${canary}`, `$(touch ${canary})`, `\`touch ${canary}\``, 'two\nlines', '-n', '@file', ' '];
    const { exitCode, tail } = await run('printf', ['%s|', ...args]);
    expect(exitCode).toBe(0);
    expect(tail.join('\n')).toContain(`; touch ${canary}|$(touch ${canary})|`);
    expect(existsSync(canary)).toBe(false);
  });

  it('tells how a program ended and the last lines it said on both outputs', async () => {
    const script = 'for i in $(seq 50); do echo line $i; done; echo oh no >&2; exit 3';
    const { exitCode, timedOut, tail } = await run('sh', ['-c', script]);
    expect({ exitCode, timedOut, lines: tail.length }).toEqual({ exitCode: 3, timedOut: false, lines: 20 });
    expect(tail).toContain('oh no');
    expect(tail).toContain('line 50');
  });

  it('ends the children of the children when the time is up', async () => {
    const outcome = await run('sh', ['-c', 'sh -c "sleep 61 & sleep 62" & sleep 63'], 0.5);
    expect(outcome).toMatchObject({ exitCode: null, timedOut: true });
    await nothingRunsIn(folder);
  });

  it('ends the children of the children when it is told to stop', async () => {
    const stopping = new AbortController();
    const running = run(
      'sh',
      ['-c', 'echo begun > begun; sh -c "sleep 61 & sleep 62" & sleep 63'],
      30,
      stopping.signal,
    );
    while (!existsSync(join(folder, 'begun'))) await new Promise((done) => setTimeout(done, 10));
    stopping.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    await nothingRunsIn(folder);
  });

  it('ends what a program leaves running behind it', async () => {
    const { exitCode } = await run('sh', ['-c', 'sleep 61 & exit 0']);
    expect(exitCode).toBe(0);
    await nothingRunsIn(folder);
  });

  it('gives a program no input and none of the service’s secrets', async () => {
    const { tail } = await run('sh', ['-c', 'cat; env']);
    expect(tail.map((line) => line.split('=')[0])).not.toContain('NIGHTJAR_DATABASE_URL');
    expect(tail).toContain(`HOME=${folder}`);
  });

  it('says which program is not there and who knows how to get it', async () => {
    await expect(run('no-such-program', [])).rejects.toThrow(/no-such-program is not installed.*nightjar doctor/);
  });
});

/** What has been killed takes a moment to be gone. */
async function nothingRunsIn(folder: string): Promise<void> {
  for (let i = 0; i < 200 && programsIn(folder).length > 0; i++) await new Promise((done) => setTimeout(done, 10));
  expect(programsIn(folder)).toEqual([]);
}

/** Command lines of what still works in a folder; what has been killed but not yet been buried does not work. */
function programsIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => cwdOf(pid) === folder)
    .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
}

function cwdOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ') ? '' : readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
