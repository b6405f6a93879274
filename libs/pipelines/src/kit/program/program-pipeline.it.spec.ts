import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameProduct } from '../../photometry/afterglow.fixture.js';
import { because, succeeded, tryOut } from '../trial.fixture.js';
import { Manifest } from './manifest.js';
import { programPipeline } from './program-pipeline.js';

const folder = mkdtempSync(join(tmpdir(), 'nightjar-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

let programs = 0;
/** A pipeline of a shell script; each line that it echoes is a word to us. */
function script(lines: readonly string[], changes: Record<string, unknown> = {}) {
  const name = `./program-${++programs}.sh`;
  writeFileSync(join(folder, name), [...lines, ''].join('\n'));
  const manifest = {
    ...{ name: 'trial', title: 'Trial', says: 'Tries.', queue: 'inspect', command: ['sh', name] },
    accepts: { target: 'optional', atLeast: 0 },
    ...changes,
  };
  return programPipeline(Manifest.parse(manifest), folder);
}
const say = (words: object): string => `echo '${JSON.stringify(words)}'`;

describe('a program as a pipeline', () => {
  it('gets its job as one line of JSON: target, inputs, flags and parameters with their defaults', async () => {
    const pipeline = script(['cat > told.json', say({ output: { file: 'told.json' } })], {
      flags: { fast: { default: true, title: 'Fast' } },
      params: { sigma: { type: 'number', default: 3 }, mode: { type: 'string', enum: ['a', 'b'], default: 'a' } },
    });
    const target = { id: newId('tgt'), name: "x'; touch canary", raDeg: 1, decDeg: 2, errorDeg: null };
    const inputs = [frameProduct('/nowhere/frame')];
    const { products } = succeeded(await tryOut(pipeline, { target, inputs, params: { sigma: 4 } }));
    expect(JSON.parse(Buffer.from(products[0]?.content ?? []).toString())).toMatchObject({
      ...{ nightjar: 1, target, flags: { fast: true }, params: { sigma: 4, mode: 'a' }, data: [] },
      inputs: [{ id: inputs[0]?.product.id, name: 'frame.fits', path: '/nowhere/frame', sha256: 'a'.repeat(64) }],
    });
  });

  it('is shown as it says: steps, progress, status, log lines and plain words', async () => {
    const { result, said } = await tryOut(
      script([
        say({ step: 'one' }),
        say({ progress: 0.25 }),
        say({ progress: [3, 4] }),
        say({ status: 'nearly' }),
        say({ step: 'two' }),
        say({ log: 'careful', level: 'warn' }),
        'echo plain words; echo to standard error >&2',
        say({ done: '7 stars', facts: { stars: 7 } }),
      ]),
      {},
    );
    expect(result).toMatchObject({ outcome: 'succeeded', says: '7 stars', facts: { stars: 7 } });
    expect(said.filter((line) => !/^info (\$|sh ended)/.test(line))).toEqual(
      expect.arrayContaining([
        'began one',
        'one 0.25/1',
        'one 3/4',
        'status nearly',
        'warn careful',
        'info plain words',
      ]),
    );
    expect(said.indexOf('ended one well')).toBeLessThan(said.indexOf('began two'));
    expect(said).toContain('info to standard error');
    expect(said.at(-1)).toBe('ended two well');
  });

  it('measures: a datum needs a time, a filter and either a magnitude or a limit', async () => {
    const datum = { time: '2020-01-01T00:00:00Z', filter: 'V', mag: 12.5, magError: 0.1, source: 'trial' };
    const { data } = succeeded(await tryOut(script([say({ datum })]), {}));
    expect(data).toEqual([
      { ...datum, kind: 'photometry', mjd: 58849, exposureS: null, limit: null, instrument: 'unknown', product: null },
    ]);
    const tagged = { ...datum, tag: 'host', meta: { aperturePx: 5 } };
    expect(succeeded(await tryOut(script([say({ datum: tagged })]), {})).data).toMatchObject([tagged]);
    const neither = await tryOut(script([say({ datum: { ...datum, mag: null } })]), {});
    expect(because(neither)).toMatch(/none of its words: datum: has either mag or limit/);
  });

  it('fails in its own words, with nothing kept, whatever its exit code', async () => {
    const program = [
      'echo x > a.txt',
      say({ output: { file: 'a.txt' } }),
      say({ step: 'look' }),
      say({ fail: 'No stars.' }),
    ];
    const trial = await tryOut(script([...program, 'exit 3']), {});
    expect(trial.result).toEqual({ outcome: 'failed', because: 'No stars.' });
    expect(trial.said).toContain('ended look badly');
  });

  it('without a word of failure is a fault when its exit code is not 0', async () => {
    await expect(tryOut(script(['echo gone wrong >&2; exit 3']), {})).rejects.toThrow(
      'sh ended with exit code 3: gone wrong',
    );
  });

  it.each([
    ['a file that is not there', 'nothing.csv', 'true'],
    ['a file above the folder', '../secret', 'true'],
    ['a file elsewhere', '/etc/passwd', 'true'],
    ['a link that leads out', 'link', 'ln -s /etc/passwd link'],
    ['a folder', 'sub', 'mkdir sub'],
    ['a file in a linked folder', 'sub/passwd', 'ln -s /etc sub'],
  ])('keeps no output that is %s', async (_, file, before) => {
    const trial = await tryOut(script([before, say({ output: { file } })]), {});
    expect(because(trial)).toMatch(/is no file in the folder of the process/);
  });

  it('may keep a file of a folder of its own, under its last name', async () => {
    const program = script(['mkdir sub; echo x > sub/a.csv', say({ output: { file: 'sub/a.csv' } })]);
    expect(succeeded(await tryOut(program, {})).products).toMatchObject([{ file: 'a.csv', mediaType: 'text/csv' }]);
  });

  it('is told what was wrong with a word of it', async () => {
    expect(because(await tryOut(script([say({ outptu: {} })]), {}))).toMatch(
      /one of status, step, progress, log, output/,
    );
    expect(because(await tryOut(script([say({ output: { name: 'x' } })]), {}))).toMatch(/output\.file: /);
  });

  it('has only the command line of its manifest, from its own folder', async () => {
    symlinkSync('/bin/sh', join(folder, 'own-shell'));
    const { said } = await tryOut(script(['true'], { command: ['./own-shell', '-c', 'true'] }), { params: {} });
    expect(said[0]).toBe(`info $ ${join(folder, 'own-shell')} -c true`);
  });

  it('is ended when it takes longer than it said', async () => {
    await expect(tryOut(script(['exec sleep 60'], { timeoutS: 0.3 }), {})).rejects.toThrow('was ended after 0.3 s');
  });
});

describe('a manifest', () => {
  const lawful = {
    ...{ name: 'a', title: 'A', says: 'A.', queue: 'inspect', command: ['sh'] },
    accepts: { target: 'optional', atLeast: 1 },
  };

  it.each([
    [{ command: [] }, 'command'],
    [{ comand: ['sh'] }, 'comand'],
    [{ accepts: { target: 'maybe', atLeast: 1 } }, 'accepts'],
    [{ params: { a: { type: 'object' } } }, 'params'],
    [{ params: { 'a b': { type: 'number' } } }, 'params'],
  ])('of unlawful parts is refused: %j', (changes, at) => {
    const checked = Manifest.safeParse({ ...lawful, ...changes });
    expect(JSON.stringify(checked.error?.issues)).toContain(at);
  });

  it('refuses a parameter that breaks its limits, and one that is missing without a default', async () => {
    const pipeline = script(['true'], { params: { n: { type: 'integer', minimum: 1, maximum: 5 } } });
    for (const params of [{}, { n: 0 }, { n: 2.5 }, { n: 2, m: 1 }])
      expect(because(await tryOut(pipeline, { params }))).toMatch(/^Wrong parameters: /);
    succeeded(await tryOut(pipeline, { params: { n: 5 } }));
  });
});
