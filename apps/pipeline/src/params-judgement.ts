import { paramsFrom, type Pipeline } from '@nightjar/pipelines';
import type { ParamsJudgement } from './thread-message.js';

/**
 * Judges the parameters of a run. They are kept with their defaults filled in, so that they say what was done also when
 * a default has changed; where the schema makes something else of them, which it would not take again, as given.
 */
export function judgeParams(pipeline: Pipeline, given: unknown): ParamsJudgement {
  const once = paramsFrom(pipeline, given);
  if (!once.ok) return once;
  const again = paramsFrom(pipeline, once.params);
  return { ok: true, params: record(again.ok ? once.params : given), tools: pipeline.needs(once.params) };
}

/** As JSON keeps it. */
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (JSON.parse(JSON.stringify(value)) as Record<string, unknown>) : {};
