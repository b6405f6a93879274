import { describe, expect, it } from '@jest/globals';
import { ListPipelines, type PipelineInfo } from '@nightjar/contracts';
import { chainHindrance, changed, courseSays, isRow, movedUp, stepsOrdered, withoutStep, withStep } from './draft.js';

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
