import { describe, expect, it } from '@jest/globals';
import {
  isReducedName,
  ListPipelines,
  ListProducts,
  ListProcesses,
  ReviewDeletion,
  type DataProduct,
  type DataProductGroup,
  type PipelineInfo,
  type Process,
} from '@nightjar/contracts';
import { ApiProblem } from '../live/api.js';
import { Gone, inParts, withAll, withThoseLeft } from './left.js';
import {
  commonTarget,
  consequences,
  groupsApart,
  isReduced,
  makerOf,
  missingSays,
  runHindrance,
  someNames,
} from './rules.js';
import { goneSay, NONE, stretch, withoutThese, withThese } from './ticks.js';

const [sample] = ListProducts.gives.parse(ListProducts.example.gives).results as [DataProduct];
const [pipeline] = ListPipelines.gives.parse(ListPipelines.example.gives).results as [PipelineInfo];
const [process] = ListProcesses.gives.parse(ListProcesses.example.gives).results as [Process];
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({ ...sample, id, name: `${id}.fits` })) as [
  DataProduct,
  DataProduct,
  DataProduct,
  DataProduct,
];

describe('what is ticked', () => {
  const shown = [a, b, c, d];

  it('reaches from the last row that was touched to the next one, upwards and downwards', () => {
    expect(stretch(shown, 'b', 'd')).toEqual([b, c, d]);
    expect(stretch(shown, 'c', 'a')).toEqual([a, b, c]);
  });

  it('is one row where the last one is not shown any more, or none was touched', () => {
    expect(stretch(shown, 'gone', 'c')).toEqual([c]);
    expect(stretch(shown, null, 'a')).toEqual([a]);
  });

  it('keeps the order of ticking, and each once', () => {
    expect([...withThese(withThese(NONE, [c]), [a, c]).keys()]).toEqual(['c', 'a']);
    expect([...withoutThese(withThese(NONE, shown), ['a', 'd']).keys()]).toEqual(['b', 'c']);
  });

  it('says of what was deleted who did it, and nothing of what was not ticked', () => {
    const deletions = [a, b].map(({ id, name }) => ({ id, name, by: 'ada' }));
    expect(goneSay(withThese(NONE, [b, c]), deletions)).toEqual(['b.fits is gone: ada has deleted it.']);
  });
});

describe('what can be done with it', () => {
  it('counts as reduced what the contracts count as reduced', () => {
    for (const name of ['x-e91.fits.fz', 'x-e00.fits.fz', 'm31.fits', 'm31.png', 'fits.txt', 'e00.fits'])
      expect([name, isReduced({ name })]).toEqual([name, isReducedName(name)]);
  });

  it('has a target only where all products have the same', () => {
    const [one, other] = [a, b].map((product, i) => ({ ...product, target: `tgt_${i}` })) as [DataProduct, DataProduct];
    expect(commonTarget([one, { ...other, target: 'tgt_0' }])).toBe('tgt_0');
    expect([commonTarget([one, other]), commonTarget([]), commonTarget([{ ...one, target: null }])]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('names the product that a pipeline does not take, and wants enough of them', () => {
    const film = { ...pipeline, title: 'Timelapse', suffixes: ['.fits'], types: [], atLeast: 2 };
    expect(runHindrance(film, [a, { ...b, name: 'b.png' }], 'tgt_1')).toBe('Timelapse does not take b.png.');
    expect(runHindrance(film, [a], 'tgt_1')).toContain('at least 2');
    expect(runHindrance(film, [a, b], null)).toContain('target');
    expect(runHindrance(film, [a, b], 'tgt_1')).toBeNull();
  });

  it('offers the groups of people before the many of processes', () => {
    const groupOf = (name: string): DataProductGroup => ({
      ...{ id: name, name, products: [], createdAt: sample.createdAt },
    });
    const [made, good] = [groupOf('tl_1_outputs'), groupOf('good outputs')];
    expect(groupsApart([made, good])).toEqual({ byHand: [good], outputs: [made] });
  });

  it('knows the process whose outputs a group is, and no other', () => {
    const made = { ...process, group: { id: 'grp_1', name: 'x_outputs' } };
    expect(makerOf('grp_1', [process, made])).toBe(made);
    expect(makerOf('grp_2', [process, made])).toBeNull();
  });
});

describe('the review of a deletion', () => {
  const deletion = ReviewDeletion.gives.parse(ReviewDeletion.example.gives);

  it('says what goes and what stays, and leaves out what does not happen', () => {
    const says = (more: Partial<typeof deletion>) => consequences({ ...deletion, ...more }).map(({ what }) => what);
    expect(says({})).toEqual(['Files', 'Measured values', 'Groups']);
    expect(says({ reducedData: 0, groups: [] })).toEqual(['Files']);
    expect(says({ madeFrom: [a], presets: [b] })).toEqual([
      'Files',
      'Measured values',
      'Groups',
      'Made from them',
      'Presets',
    ]);
  });

  it('says that a file stays which another product has too', () => {
    expect(consequences({ ...deletion, files: 0, bytes: 0 })[0]?.says).toContain('1 stays, as others have the same');
  });
});

describe('products that somebody else has deleted', () => {
  const notFound = new ApiProblem(404, 'not_found', 'there is no data product b');
  const read = (ids: readonly string[]) => Promise.resolve(ids.filter((id) => id !== 'b').map((id) => ({ id })));
  const server = (ids: readonly string[]) =>
    ids.includes('b') ? Promise.reject(notFound) : Promise.resolve(ids.join('+'));

  it('are left out of a question, and named', async () => {
    expect(await withThoseLeft(['a', 'c'], server, read)).toEqual({ answer: 'a+c', gone: [] });
    expect(await withThoseLeft(['a', 'b', 'c'], server, read)).toEqual({ answer: 'a+c', gone: ['b'] });
    expect(await withThoseLeft(['b'], server, read)).toEqual({ answer: null, gone: ['b'] });
  });

  it('keep anything from being done with the others unasked', async () => {
    await expect(withAll(['a', 'b'], server, read)).rejects.toEqual(new Gone(['b']));
    await expect(withAll(['a', 'c'], server, read)).resolves.toBe('a+c');
  });

  it('are not blamed for another refusal, nor for something else that is not there', async () => {
    const busy = new ApiProblem(409, 'in_use', 'a process works on it');
    await expect(withThoseLeft(['a'], () => Promise.reject(busy), read)).rejects.toBe(busy);
    await expect(withAll(['a'], () => Promise.reject(notFound), read)).rejects.toBe(notFound);
  });

  it('are named in a sentence that does not grow without end', () => {
    expect(missingSays(['b.fits'])).toBe('b.fits is not there any more: somebody has deleted it.');
    expect(someNames(['1', '2', '3', '4', '5'])).toBe('1, 2, 3 and 2 more');
  });
});

it('asks for many products in parts, each once and in order', () => {
  expect(inParts(['1', '2', '3', '4', '5'], 2)).toEqual([['1', '2'], ['3', '4'], ['5']]);
  expect(inParts([])).toEqual([]);
});
