import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkIsolation, type NetworkIsolation } from './network-isolation.js';
import { leftIn } from './process-table.fixture.js';
import type { ProgramCall, ProgramOutcome } from './program-call.js';
import { Prefork } from './prefork.js';
import { ProgramRunner } from './program-runner.js';

const path = process.env['PATH'] ?? '';
const isolation = await networkIsolation(path);
const open: NetworkIsolation = { kind: 'none', because: 'this spec wants none' };
/** As it is without root; root may do so as well. */
const asUser: NetworkIsolation = {
  kind: 'user-namespace',
  before: ['unshare', '--user', '--map-current-user', '--net', '--'],
};
const networks: [string, NetworkIsolation][] = [
  ['with the network', open],
  ...(isolation.kind === 'none'
    ? []
    : ([
        ['without the network', isolation],
        ['without the network, in a namespace of users', asUser],
      ] satisfies [string, NetworkIsolation][])),
];
const starts = ['started when it is wanted', 'that another process becomes'] as const;
const ways = starts.flatMap((start) =>
  networks.map(([network, isolation]): [string, NetworkIsolation, Start] => [`${start}, ${network}`, isolation, start]),
);
type Start = (typeof starts)[number];

/** A folder of its own, and a runner in it. */
class Place implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'nightjar-programs-'));
  private readonly prefork: Prefork | undefined;

  constructor(
    private readonly isolation: NetworkIsolation,
    start: Start,
  ) {
    this.prefork = start === 'that another process becomes' ? new Prefork(path, { isolation }) : undefined;
  }

  runner(signal = new AbortController().signal): ProgramRunner {
    return new ProgramRunner({ path, signal, isolation: this.isolation, prefork: this.prefork });
  }

  run(program: string, args: readonly string[], more: Partial<ProgramCall> = {}): Promise<ProgramOutcome> {
    return this.runner().run({ program, arguments: args, folder: this.folder, timeoutS: 10, ...more });
  }

  /** Runs a script and stops it as soon as it says that it has begun. */
  async stopped(script: string): Promise<ProgramOutcome> {
    const stopping = new AbortController();
    const call = { program: 'sh', arguments: ['-c', script], folder: this.folder, timeoutS: 30 };
    return this.runner(stopping.signal).run(call, () => stopping.abort(new Error('cancelled')));
  }

  [Symbol.dispose](): void {
    this.prefork?.[Symbol.dispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe.each(starts)('the runner of a program %s', (start) => {
  it('hands every argument over as it is: there is no shell to believe it', async () => {
    using place = new Place(isolation, start);
    const { folder } = place;
    const canary = join(folder, 'canary');
    const args = [`; touch ${canary}`, `$(touch ${canary})`, `\`touch ${canary}\``, 'two\nlines', '-n', '@file', ' '];
    const { exitCode, tail } = await place.run('printf', ['%s|', ...args]);
    expect(exitCode).toBe(0);
    expect(tail.join('\n')).toContain(`; touch ${canary}|$(touch ${canary})|`);
    expect(existsSync(canary)).toBe(false);
  });

  it('refuses what no command line can hold, instead of cutting it in two', async () => {
    using place = new Place(isolation, start);
    await expect(place.run('printf', ['%s', 'one\0two'])).rejects.toThrow(/null bytes/);
  });

  it('keeps the first and the last lines of what is said on both outputs, and counts the others', async () => {
    using place = new Place(isolation, start);
    const script = 'for i in $(seq 500); do echo line $i; done; sleep 0.1; echo oh no >&2; exit 3';
    const { exitCode, timedOut, head, leftOut, tail } = await place.run('sh', ['-c', script]);
    expect({ exitCode, timedOut, head: head[0], leftOut, last: tail.slice(-2) }).toEqual({
      ...{ exitCode: 3, timedOut: false },
      ...{ head: 'line 1', leftOut: 501 - head.length - tail.length, last: ['line 500', 'oh no'] },
    });
    expect(leftOut).toBeGreaterThan(400);
  });

  it('is not filled by a program that never stops talking', async () => {
    using place = new Place(isolation, start);
    const { head, tail } = await place.run('sh', ['-c', 'yes | tr -d "\\n" | head -c 5000000; echo; echo end']);
    expect(tail.at(-1)).toBe('end');
    expect(Math.max(...[...head, ...tail].map((line) => line.length))).toBe(1000);
  });

  it('hands over what the program reads and gives each line as it comes', async () => {
    using place = new Place(isolation, start);
    const { folder } = place;
    const heard: string[] = [];
    const call = { program: 'sh', arguments: ['-c', 'cat; echo aside >&2'], folder, timeoutS: 10 };
    const { tail } = await place.runner().run({ ...call, input: 'one\ntwo\n' }, (line) => heard.push(line));
    expect(heard).toEqual(['one', 'two']);
    expect([...tail].sort()).toEqual(['aside', 'one', 'two']);
  });

  it('kills what does not end by itself when it is told to', async () => {
    using place = new Place(isolation, start);
    const deaf = 'trap "" TERM; echo begun; while :; do sleep 0.1; done';
    await expect(place.stopped(deaf)).rejects.toThrow('cancelled');
    expect(await leftIn(place.folder)).toEqual([]);
  });

  it('gives a program no input and none of the service’s secrets', async () => {
    using place = new Place(isolation, start);
    const { folder } = place;
    const { head, tail } = await place.run('sh', ['-c', 'cat; env']);
    const names = [...head, ...tail].map((line) => line.split('=')[0]).sort();
    expect(names).toEqual(['HOME', 'LC_ALL', 'OMP_NUM_THREADS', 'PATH', 'PWD', 'TMPDIR']);
    expect([...head, ...tail]).toContain(`HOME=${folder}`);
  });

  it('says which program is not there and who knows how to get it', async () => {
    using place = new Place(isolation, start);
    await expect(place.run('no-such-program', [])).rejects.toThrow(/no-such-program is not installed.*nightjar doctor/);
    await expect(place.run('../sh', [])).rejects.toThrow(/not installed/);
  });
});

describe.each(ways)('the process group of a program %s', (_, alone, start) => {
  it('ends the children of the children when the time is up', async () => {
    using place = new Place(alone, start);
    const { folder } = place;
    const outcome = await place.run('sh', ['-c', 'sh -c "sleep 61 & sleep 62" & sleep 63'], { timeoutS: 0.5 });
    expect(outcome).toMatchObject({ exitCode: null, timedOut: true });
    expect(await leftIn(folder)).toEqual([]);
  });

  it('ends the children of the children when it is told to stop', async () => {
    using place = new Place(alone, start);
    await expect(place.stopped('echo begun; sh -c "sleep 61 & sleep 62" & sleep 63')).rejects.toThrow('cancelled');
    expect(await leftIn(place.folder)).toEqual([]);
  });

  it('ends what a program leaves running behind it', async () => {
    using place = new Place(alone, start);
    const { folder } = place;
    const { exitCode } = await place.run('sh', ['-c', 'sleep 61 & exit 0']);
    expect(exitCode).toBe(0);
    expect(await leftIn(folder)).toEqual([]);
  });

  it('starts what it starts as itself: the group is led by the program, with the limit of memory', async () => {
    using place = new Place(alone, start);
    const { tail } = await place.run('sh', ['-c', 'cut -d" " -f1,5 /proc/$$/stat; ulimit -v; ulimit -c']);
    const [ids = '', memory, core] = tail;
    const [pid, group] = ids.split(' ');
    expect(pid).toBe(group);
    expect([memory, core]).toEqual([String(4 * 2 ** 20), '0']);
  });

  it('makes files that belong to who started it', async () => {
    using place = new Place(alone, start);
    const { folder } = place;
    const mine = join(folder, 'mine');
    await place.run('sh', ['-c', 'id -u > mine']);
    expect(readFileSync(mine, 'utf8').trim()).toBe(String(process.getuid?.()));
  });
});
