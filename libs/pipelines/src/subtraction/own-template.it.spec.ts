import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Night } from '../frame/night.fixture.js';
import type { PipelineInput } from '../kit/definition.js';
import { because, succeeded, tryOut, type Success } from '../kit/trial.fixture.js';
import type { CandidateRecord } from '../science/candidate-files.js';
import { exposeField, placeAt } from '../science/field.fixture.js';
import { template } from '../template/template.js';
import { subtraction } from './subtraction.js';

jest.setTimeout(240_000);

const moved = { scene: { centre: placeAt(8.2, -5.1), fwhmArcsec: 11 } };
const earlier = [exposeField(1), exposeField(2, moved), exposeField(3), exposeField(4, moved)];
const risen = [14.5, 15].map((mag, i) => ({ ...placeAt(-60 + 97 * i, 43 - 61 * i), mag }));
const science = exposeField(11, { more: risen, scene: { fwhmArcsec: 13 } });

describe('a subtraction of a template that was made of earlier frames', () => {
  let night: Night;
  let kept: PipelineInput;
  let frame: PipelineInput;
  let frames: PipelineInput[];
  const own = { params: { template: 'own', subSize: 400 } };
  const keptWith = (product: Partial<PipelineInput['product']>): PipelineInput => ({
    ...kept,
    product: { ...kept.product, ...product },
  });
  beforeAll(async () => {
    night = new Night();
    frames = earlier.map(({ file }, i) => night.file(`${i}.fits`, file));
    const { products } = succeeded(await tryOut(template, { inputs: frames }));
    const made = products.find(({ tag }) => tag === 'template');
    const { path, product } = night.file('template.fits', Buffer.from(made?.content ?? []));
    kept = { path, product: { ...product, tags: ['template'], meta: made?.meta ?? {} } };
    frame = night.file('new.fits', science.file);
  }, 240_000);
  afterAll(() => night[Symbol.dispose]());

  it('finds what is new with one that is kept, says which and why, and takes it into use', async () => {
    const other = keptWith({
      id: frames[0]?.product.id ?? '',
      name: 'red.fits',
      meta: { ...kept.product.meta, filter: 'R' },
    });
    const trial = await tryOut(subtraction, { inputs: [frame], kept: [other, kept], ...own });
    const { facts } = succeeded(trial);
    const { id, name, sha256 } = kept.product;
    expect(facts['template']).toEqual({
      ...{ source: 'own', product: id, name, sha256 },
      because: expect.stringMatching(/^it is in V, covers \d+ % of the frame, .* of 4 frames, 120 s deep$/),
    });
    expect(trial.said).toContain(`used ${id}`);
    expect(trial.said.join('\n')).toMatch(
      new RegExp(`red.fits is not the template: its filter is R, not V\\n(.*\\n)*.*template.fits, as it is.*${sha256}`),
    );
    const candidates = candidatesOf({ facts });
    for (const star of science.added) expect(near(candidates, star)).toMatchObject({ kept: true, sign: 'positive' });
    // the stars of the field are gone: little else is left
    expect(candidates.filter((one) => one.kept).length).toBeLessThan(risen.length + 4);
  });

  it('takes one among its inputs as it is, so that a run is repeated by what it worked on', async () => {
    const trial = await tryOut(subtraction, { inputs: [frame, keptWith({ meta: {} })], kept: [], ...own });
    expect(succeeded(trial).facts['template']).toMatchObject({
      product: kept.product.id,
      because: 'it is among the inputs',
    });
    expect(trial.said.filter((line) => line.startsWith('used'))).toEqual([]);
  });

  it('says what to do where none fits, and asks a survey where that is left to it', async () => {
    const far = keptWith({ meta: { ...kept.product.meta, filter: 'R' } });
    const refused = await tryOut(subtraction, { inputs: [frame], kept: [far], ...own });
    expect(because(refused)).toMatch(/^No template in V fits the frame .*run the pipeline template on earlier frames/);
    const asked = await tryOut(subtraction, { inputs: [frame], kept: [far] });
    expect(because(asked)).toMatch(/this run was given no catalogues/);
    const lost = night.file('lost.fits', exposeField(5, { lost: true }).file);
    expect(because(await tryOut(subtraction, { inputs: [lost], kept: [kept], ...own }))).toMatch(
      /run photometry first/,
    );
  });
});

const candidatesOf = ({ facts }: Pick<Success, 'facts'>) => facts['candidates'] as readonly CandidateRecord[];
const near = (candidates: readonly CandidateRecord[], { xPx, yPx }: { xPx: number; yPx: number }) =>
  candidates.find((one) => Math.hypot(one.xPx - xPx, one.yPx - yPx) < 1);
