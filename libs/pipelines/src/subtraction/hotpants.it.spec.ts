import { describe, expect, it } from '@jest/globals';
import { firstImage, hotpantsPair, hotpantsRun, readFits } from '@nightjar/imaging';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Night } from '../frame/night.fixture.js';
import { judgeArguments } from '../kit/tool-arguments.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import type { CandidateRecord } from '../science/candidate-files.js';
import { exposeField, placeAt } from '../science/field.fixture.js';
import { hotpants } from './hotpants.js';
import { subtraction } from './subtraction.js';

const installed = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'hotpants')));
if (!installed) console.warn('skipped, not on this machine: hotpants');

const science = exposeField(11, { more: [{ ...placeAt(30, 40), mag: 13 }], scene: { fwhmArcsec: 13 } });
const template = exposeField(12, { scene: { fwhmArcsec: 10 } });
const run = async () => {
  using night = new Night();
  const inputs = [night.file('a.fits', science.file), night.file('b.fits', template.file)];
  return await tryOut(subtraction, { inputs, params: { template: 'custom', subtractionMethod: 'hotpants' } });
};

describe('a subtraction with HOTPANTS', () => {
  it('calls it with nothing but what its declaration allows', () => {
    const [first, second] = [science, template].map(({ file }) => ({
      ...{ image: firstImage(readFits(file)).image, gainEPerAdu: 1.5, saturationAdu: 59_000 },
    }));
    if (!first || !second) throw new Error('no frames');
    const pair = hotpantsPair(first, second);
    const { arguments: args } = hotpantsRun(pair.science, pair.template, { convolve: 'template', stars: pair.stars });
    expect(judgeArguments(hotpants, args, { workdir: '/work', inputs: [] })).toMatchObject({ ok: true });
  });

  (installed ? it.skip : it)('is refused in words where that is not installed', async () => {
    expect(because(await run())).toMatch(/hotpants/);
  });

  (installed ? it : it.skip)('finds what is new', async () => {
    const candidates = succeeded(await run()).facts['candidates'] as readonly CandidateRecord[];
    for (const { xPx, yPx } of science.added)
      expect(candidates.find((one) => Math.hypot(one.xPx - xPx, one.yPx - yPx) < 1)).toMatchObject({
        sign: 'positive',
      });
  });
});
