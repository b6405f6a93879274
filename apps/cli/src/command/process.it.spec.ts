import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstImage, readFits } from '@nightjar/imaging';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fieldFrame, smallFrame } from '../reduction/frame.fixture.js';
import { records, TestWorld } from '../test-world.fixture.js';

const PLACE = 'target=00:42:44.3 +41:16:09';

describe('nightjar process, without a server', () => {
  let world: TestWorld;
  let image: string;
  let config: string;
  const configuration = (): unknown => JSON.parse(readFileSync(config, 'utf8'));

  beforeEach(() => {
    world = new TestWorld();
    world.env = { PATH: process.env['PATH'] ?? '' };
    image = world.write('night/m31.fits', '');
    writeFileSync(image, smallFrame());
    config = join(dirname(image), '.config');
  });
  afterEach(() => world[Symbol.dispose]());

  it('inspects an image: what it made lies beside it, each step is a plain line', async () => {
    const { exit, said, talked } = await world.run('process', '--inspect', image);
    const [picture = '', log] = ['inspect_preview.png', 'inspect.log'].map((name) =>
      join(dirname(image), 'm31.nightjar', name),
    );
    expect({ exit, said }).toEqual({ exit: 0, said: `${picture}\n${log}\n` });
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
    expect(talked).toMatch(/^m31\.fits {2}inspect: read, \d\.\d s$/m);
    expect(talked).toMatch(/^m31\.fits {2}inspect: 30 s in V, /m);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('nightjar-process-'))).toEqual([]);
  });

  it('leaves the log of each step beside its products: all that it said with times, and how it ended, well or not', async () => {
    const folder = join(dirname(image), 'm31.nightjar');
    const log = (step: string): string => readFileSync(join(folder, `${step}.log`), 'utf8');
    const { said, talked } = await world.run('process', '--inspect', '--photometry', '--offline', '--json', image);
    expect(records(said)).toMatchObject([{ products: expect.arrayContaining([join(folder, 'photometry.log')]) }]);
    expect(log('inspect')).toMatch(/^20\d\d-\d\d-\d\dT[\d:.]+Z read \.\.\.\n/);
    // without -v nobody was told of it
    expect([log('inspect'), talked]).toEqual([
      expect.stringMatching(/Z sky \d+/),
      expect.not.stringMatching(/sky \d+\.\d ±/),
    ]);
    expect(log('inspect')).toMatch(/Z 30 s in V, .*\n$/);
    expect(log('photometry')).toMatch(/Z error: Only \d+ stars are seen.*\n$/);
    // a step makes those of the steps after it worthless, and begins its own anew
    await world.run('process', '--inspect', image);
    expect(readdirSync(folder).filter((name) => name.endsWith('.log'))).toEqual(['inspect.log']);
    expect(log('inspect').match(/ read \.\.\./g)).toHaveLength(1);
  });

  it('prints one JSON object for each image with --json', async () => {
    const { exit, said } = await world.run('process', '--inspect', '--json', image, image);
    const [result, again, ...more] = records(said);
    expect([exit, more]).toEqual([0, []]);
    expect(result).toMatchObject({
      ...{
        file: image,
        state: 'succeeded',
        steps: [{ name: 'inspect', state: 'succeeded' }],
        filter: 'V',
        gainEPerAdu: 1.5,
      },
      ...{ time: '2008-03-19T06:13:20.000Z', wcs: null, zeroPoint: null, targets: [], candidates: [] },
      products: ['inspect_preview.png', 'inspect.log'].map((name) => join(dirname(image), 'm31.nightjar', name)),
    });
    expect(again).toMatchObject({ file: image });
  });

  it('puts products where --output says, and --cleanup leaves there what is another’s', async () => {
    const output = join(world.root, 'made');
    const { said } = await world.run('process', '--inspect', '--output', output, image);
    expect(said).toBe(`${join(output, 'inspect_preview.png')}\n${join(output, 'inspect.log')}\n`);
    world.write('made/notes.txt', 'mine');
    await world.run('process', '--cleanup', '--output', output, image);
    expect(readdirSync(output)).toEqual(['notes.txt']);
    expect(existsSync(join(dirname(image), 'm31.nightjar'))).toBe(false);
  });

  it('puts products of several images into folders of their own below --output', async () => {
    const other = world.write('night/m33.fit', '');
    writeFileSync(other, smallFrame());
    const output = join(world.root, 'made');
    await world.run('process', '--inspect', '--output', output, image, other);
    expect(readdirSync(output).sort()).toEqual(['m31', 'm33']);
  });

  it('takes --catalogue for the setting that it is', async () => {
    await world.run('process', '--catalogue', 'ps1', image);
    expect(configuration()).toEqual({ cat_name: 'ps1' });
  });

  it('always writes .config: what lay there, overruled by the preset, overruled by -c, values with = in them', async () => {
    writeFileSync(config, '{"sn": 3, "gain": 2, "rel_aper": 1}');
    const preset = world.write('preset.json', '{"name": "FRAM", "config": {"sn": 4, "rel_aper": 1.5}}');
    await world.run('process', '-c', 'sn=5', '-c', 'hotpants_extra=-ko=2', '--preset', preset, image);
    expect(configuration()).toEqual({ sn: 5, gain: 2, rel_aper: 1.5, hotpants_extra: '-ko=2' });
  });

  it('writes .config also when a step has failed, and exits 1', async () => {
    writeFileSync(image, 'no image');
    const { exit, talked } = await world.run('process', '--inspect', '-c', 'sn=5', image);
    expect([exit, configuration()]).toEqual([1, { sn: 5 }]);
    expect(talked).toContain('m31.fits  inspect: FAILED: ');
  });

  it('removes what was made and begins anew with --cleanup, the image apart', async () => {
    writeFileSync(config, '{"gain": 2}');
    await world.run('process', '--inspect', image);
    expect(existsSync(join(dirname(image), 'm31.nightjar'))).toBe(true);
    await world.run('process', '--cleanup', '-c', 'sn=5', image);
    expect([readdirSync(dirname(image)).sort(), configuration()]).toEqual([['.config', 'm31.fits'], { sn: 5 }]);
  });

  it('hands settings on to the pipelines, which refuse what is unlawful in words', async () => {
    const args = ['--photometry', '-c', 'rel_aper=99', '-c', PLACE, image];
    const { exit, talked } = await world.run('process', ...args);
    expect([exit, talked]).toEqual([1, expect.stringMatching(/photometry: FAILED: Wrong parameters: radiusFwhm/)]);
  });

  it('runs the tools of this machine, and stops at the first step that fails', async () => {
    const { exit, said } = await world.run('process', '--inspect', '--photometry', '-c', PLACE, '--json', image);
    expect(exit).toBe(1);
    expect(records(said)).toMatchObject([
      {
        state: 'failed',
        steps: [
          { name: 'inspect', state: 'succeeded' },
          { name: 'photometry', state: 'failed' },
        ],
        warnings: expect.arrayContaining([expect.stringMatching(/^photometry: Only \d+ stars are seen/)]),
      },
    ]);
  });

  it('measures without a target, too: then it is the frame that is calibrated', async () => {
    const { exit, talked } = await world.run('process', '--photometry', '--offline', image);
    expect([exit, talked]).toEqual([1, expect.stringMatching(/photometry: FAILED: Only \d+ stars are seen/)]);
  });

  it('stacks images into one, with which the steps after it go on', async () => {
    const frames = [1, 2, 3].map((seed) => world.write(`night/${seed}.fits`, ''));
    frames.forEach((path, i) => writeFileSync(path, fieldFrame(i + 1)));
    const deep = join(world.root, 'deep.fits');
    const { exit, said } = await world.run('process', '--stack', '--inspect', '-o', deep, ...frames);
    expect([exit, said.split('\n')[0]]).toEqual([0, deep]);
    expect(firstImage(readFits(readFileSync(deep))).header.number('NCOMBINE')).toBe(3);
    expect(said).toContain(join(world.root, 'deep.nightjar/inspect_preview.png'));
    const again = await world.run('process', '--stack', '-o', frames[0] ?? '', ...frames);
    expect([again.exit, again.talked]).toEqual([2, expect.stringMatching(/is one of the frames/)]);
  }, 240_000);

  it('subtracts a template of the user’s own, and removes what it had made before', async () => {
    const [science, template] = ['science.fits', 'deep.fits'].map((name) => world.write(name, '')) as [string, string];
    writeFileSync(science, fieldFrame(1, [{ raDeg: 150.03, decDeg: 20.02, mag: 12.5 }]));
    writeFileSync(template, fieldFrame(2));
    const outputs = join(world.root, 'science.nightjar');
    world.write('science.nightjar/subtraction_old.txt', '');
    world.write('science.nightjar/inspect_preview.png', '');
    const config = ['-c', 'template=custom', '-c', `custom_template=${template}`, '-c', 'subtraction.limitSigma=1'];
    const { exit, said, talked } = await world.run('process', '--subtract', '--json', ...config, science);
    expect([exit, talked]).toEqual([0, expect.not.stringContaining('no effect')]);
    const [result] = records(said) as [{ candidates: { kept: boolean; xPx: number }[] }];
    expect(result.candidates).toContainEqual(expect.objectContaining({ kept: true }));
    // all that are listed, rejected ones too
    const { candidates: listed } = JSON.parse(
      readFileSync(join(outputs, 'subtraction_candidates.json'), 'utf8'),
    ) as typeof result;
    expect(listed.length).toBeGreaterThan(100);
    expect(result.candidates.map(({ xPx }) => xPx)).toEqual(listed.map(({ xPx }) => xPx));
    const made = readdirSync(outputs);
    expect(made).toEqual(expect.arrayContaining(['subtraction_sub_diff.fits', 'inspect_preview.png']));
    expect(made).not.toContain('subtraction_old.txt');
    const gone = await world.run(
      'process',
      '--subtract',
      '-c',
      'template=custom',
      '-c',
      'custom_template=/gone.fits',
      science,
    );
    expect([gone.exit, gone.talked]).toEqual([3, expect.stringContaining('no file /gone.fits')]);
  }, 240_000);

  it('says which settings of the preset and of -c have no effect', async () => {
    const slips = ['-c', 'colour=red', '-c', 'subsize=500', '-c', 'sub_size=500', '-c', 'gain=2'];
    const { exit, talked } = await world.run('process', '--inspect', ...slips, image);
    expect(exit).toBe(0);
    expect(talked.split('\n').filter((line) => line.includes('no effect'))).toEqual([
      'colour has no effect: it is no setting of STDWeb’s steps',
      'subsize has no effect: it is no setting of STDWeb’s steps; is sub_size meant?',
      'sub_size has no effect on this run: it is for subtraction',
    ]);
    // a later run reads it
    expect(configuration()).toMatchObject({ sub_size: 500 });
  });

  it.each([
    ['a stack without a name for it', ['--stack'], 2, /--stack needs -o OUT/],
    ['a setting without a value', ['--inspect', '-c', 'sn'], 2, /-c sn: KEY=VALUE/],
    [
      'a parameter that its pipeline has not',
      ['--inspect', '-c', 'photometry.radiusFwm=1'],
      2,
      /has no flag or parameter radiusFwm; is photometry\.radiusFwhm meant\?/,
    ],
    ['a target by its name without a network', ['--photometry', '--offline', '-c', 'target=M31'], 2, /M31.*--remote/],
    ['a preset that is not there', ['--inspect', '--preset', '/nowhere.json'], 3, /no file \/nowhere\.json/],
  ] as const)('refuses %s', async (_, args, exit, says) => {
    expect(await world.run('process', ...args, image)).toEqual({ exit, said: '', talked: expect.stringMatching(says) });
  });

  it('exits 3 for a file that is not there, before anything is done', async () => {
    const { exit } = await world.run('process', '--inspect', image, join(dirname(image), 'gone.fits'));
    expect([exit, existsSync(config)]).toEqual([3, false]);
  });

  it('exits 2 when .config is none, and leaves it', async () => {
    writeFileSync(config, 'gain: 2');
    const { exit, talked } = await world.run('process', '--inspect', image);
    expect([exit, talked]).toEqual([2, expect.stringContaining('.config is no JSON object')]);
    expect(readFileSync(config, 'utf8')).toBe('gain: 2');
  });
});
