import type { PipelineInfo } from '@nightjar/contracts';
import type { BrokenPipeline, PipelineListing } from '@nightjar/pipelines';
import { hasProgram } from './toolbox.js';

/** A pipeline as it is listed. @param file where it lies, when it is one of the site's own */
export const infoOf = (
  { name, title, shortName, says, queue, accepts, flags, params, tools }: PipelineListing,
  file: string | null = null,
  error: string | null = null,
): PipelineInfo => ({
  ...{ name, title, shortName, says, queue, origin: file === null ? 'built-in' : 'site', file, error },
  ...{ suffixes: [...(accepts.suffixes ?? [])], types: [...(accepts.types ?? [])] },
  ...{ atLeast: accepts.atLeast, target: accepts.target },
  flags: Object.entries(flags).map(([flag, about]) => ({ name: flag, ...about })),
  params: { ...params },
  tools: tools.map((program) => ({ program, found: hasProgram(program) })),
});

/** One that cannot be read: its name and why. */
export const brokenInfo = ({ file, name, error }: BrokenPipeline): PipelineInfo => ({
  ...{ name, title: name, shortName: name, says: '', queue: '', origin: 'site', file, error },
  ...{ suffixes: [], types: [], atLeast: 0, target: 'optional', flags: [], params: {}, tools: [] },
});
