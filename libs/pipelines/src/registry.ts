import type { Pipeline } from './kit/definition.js';
import { inspect } from './inspect/inspect.js';
import { photometry } from './photometry/photometry.js';

/** The built-in pipelines. */
export const pipelines: readonly Pipeline[] = [inspect, photometry];

export const pipelineNamed = (name: string): Pipeline | undefined => pipelines.find((one) => one.name === name);
