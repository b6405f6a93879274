import { describe, expect, it } from '@jest/globals';
import { ListPipelines, type PipelineInfo } from '@nightjar/contracts';
import { chainHindrance, changed, courseSays, isRow, movedUp, stepsOrdered, withoutStep, withStep } from './draft.js';
import { OF_CHAIN, sourceFor } from './sources.js';

const [sample] = ListPipelines.gives.parse(ListPipelines.example.gives).results as [PipelineInfo];
const pipelines: readonly PipelineInfo[] = ['inspect', 'photometry', 'timelapse'].map((name) => ({
  ...sample,
  name,
  ...{ atLeast: 1, target: name === 'photometry' ? ('needed' as const) : ('optional' as const) },
  flags: [{ name: 'crop', title: 'Crop', default: false }],
  params: { type: 'object', properties: { fps: { type: 'number', minimum: 1, default: 10 } } },
}));
const row = ['inspect', 'photometry', 'timelapse'].reduce(withStep, []);
const names = (draft: typeof row) => draft.map(({ pipeline }) => pipeline);

describe('a chain that is put together', () => {
  it('lets each added step wait for the one before it', () => {
    expect(isRow(row)).toBe(true);
    expect(stepsOrdered(row, pipelines).map(({ after }) => after)).toEqual([[], [0], [1]]);
  });

  it('lets a step begin beside another, and wait for several', () => {
    const beside = changed(changed(row, 1, { after: [] }), 2, { after: [1, 0] });
    expect(stepsOrdered(beside, pipelines).map(({ after }) => after)).toEqual([[], [], [0, 1]]);
    expect(courseSays(beside, 1)).toBe('begins at once, beside the others');
    expect(courseSays(beside, 2)).toBe('waits for 2 photometry and 1 inspect');
  });

  it('hands on the waits of a step that is taken out', () => {
    expect(stepsOrdered(withoutStep(row, 1), pipelines).map(({ after }) => after)).toEqual([[], [0]]);
    expect(stepsOrdered(withoutStep(row, 0), pipelines).map(({ after }) => after)).toEqual([[], [0]]);
  });

  it('stays a row when a step of a row is moved up, and never waits for a later step', () => {
    const moved = movedUp(row, 2);
    expect([names(moved), isRow(moved)]).toEqual([['inspect', 'timelapse', 'photometry'], true]);
    const beside = movedUp(changed(row, 1, { after: [] }), 2);
    expect(stepsOrdered(beside, pipelines).map(({ after }) => after)).toEqual([[], [], []]);
    expect(movedUp(row, 0)).toBe(row);
  });

  describe('whose step works on what an earlier one makes', () => {
    const ofInspect = { ...OF_CHAIN, from: 0, type: 'frame' };
    const fed = changed(changed(row, 1, { sources: [ofInspect], after: [] }), 2, {
      sources: [OF_CHAIN, { ...OF_CHAIN, from: 1, suffix: ' .fits ' }],
    });

    it('orders its sources by their position, and says what it comes after', () => {
      expect(stepsOrdered(fed, pipelines).map(({ inputs }) => inputs)).toEqual([
        undefined,
        [{ step: 0, type: 'frame' }],
        [{}, { step: 1, suffix: '.fits' }],
      ]);
      expect(courseSays(fed, 1)).toBe('waits for 1 inspect, works on frame of 1 inspect');
    });

    it('is given what the chain is given where that step is taken out or comes later', () => {
      expect(stepsOrdered(withoutStep(fed, 0), pipelines)[0]?.inputs).toBeUndefined();
      expect(stepsOrdered(withoutStep(fed, 1), pipelines)[1]?.inputs).toBeUndefined();
      const moved = movedUp(fed, 1);
      expect([names(moved)[0], stepsOrdered(moved, pipelines)[0]?.inputs]).toEqual(['photometry', undefined]);
    });

    it('keeps naming the same step when another is put before it', () => {
      const moved = movedUp(changed(fed, 1, { sources: [OF_CHAIN] }), 1);
      expect(stepsOrdered(moved, pipelines)[2]?.inputs).toEqual([{}, { step: 0, suffix: '.fits' }]);
    });

    it('needs no input of the chain, but some source', () => {
      const onlyFed = changed(fed, 0, { pipeline: 'none' });
      const free = pipelines.concat({ ...pipelines[0]!, name: 'none', atLeast: 0 });
      expect(chainHindrance(onlyFed, free, 'tgt_1', 0)).toBeNull();
      expect(chainHindrance(changed(onlyFed, 1, { sources: [] }), free, 'tgt_1', 0)).toBe(
        'Step 2, photometry, works on nothing: tick where its inputs come from.',
      );
    });

    it('asks of a step only the type that its pipeline takes, where that is one', () => {
      expect(sourceFor({ types: ['frame'] }, 3)).toEqual({ ...OF_CHAIN, from: 3, type: 'frame' });
      expect(sourceFor({ types: ['frame', 'preview'] }, 3).type).toBe('');
      expect(sourceFor({ types: ['frame'] }, null)).toEqual(OF_CHAIN);
    });
  });

  it('gives a new step a place of its own after one was taken out', () => {
    const again = withStep(withoutStep(row, 1), 'photometry');
    expect(new Set(again.map(({ key }) => key)).size).toBe(3);
  });

  it('orders only what differs from the default', () => {
    const some = changed(changed(row, 0, { flags: { crop: true }, texts: { fps: '5' } }), 1, {
      flags: { crop: false },
      texts: { fps: '10' },
    });
    const [first, second] = stepsOrdered(some, pipelines);
    expect(first).toMatchObject({ flags: { crop: true }, params: { fps: 5 } });
    expect(second).toMatchObject({ flags: {}, params: {} });
  });

  it('says which step keeps it from being started', () => {
    expect(chainHindrance([], pipelines, '', 1)).toContain('at least one step');
    expect(chainHindrance(row, pipelines, '', 1)).toBe('Step 2, photometry, works on a target: choose one.');
    expect(chainHindrance(row, pipelines, 'tgt_1', 0)).toContain('Step 1, inspect, needs at least 1');
    expect(chainHindrance(changed(row, 2, { texts: { fps: '0' } }), pipelines, 'tgt_1', 1)).toContain(
      'fps: at least 1',
    );
    expect(chainHindrance(row, pipelines.slice(0, 2), 'tgt_1', 1)).toBe('Step 3, timelapse, cannot be run.');
    expect(chainHindrance(row, pipelines, 'tgt_1', 1)).toBeNull();
  });
});
