import { describe, expect, it } from '@jest/globals';
import { pipelines } from '@nightjar/pipelines';
import { knownPrograms } from '@nightjar/programs';

describe('every tool of a built-in pipeline', () => {
  const tools = new Map(pipelines.flatMap((one) => one.tools).map((tool) => [tool.program, tool]));

  it.each([...tools.values()].map((tool) => [tool.program, tool] as const))('%s is known to the doctor', (_, tool) => {
    const known = knownPrograms.find(({ program }) => program === tool.program);
    expect([known?.package, known?.development]).toEqual([tool.package, undefined]);
  });
});
