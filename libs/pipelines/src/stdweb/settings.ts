import type { PipelineInfo, Preset } from '@nightjar/contracts';
import { hipsBeside, surveyParams } from '../science/survey-choice.js';
import { stdwebFiles } from './files.js';
import { KEYS, LEFT_OUT, OTHER_DEFAULTS, RENAMED, type Step } from './keys.js';

/** What is not as in STDWeb, and why: keys that mean nothing here, keys with another default, and the files of each step. */
export const stdwebDifferences = { leftOut: LEFT_OUT, otherDefaults: OTHER_DEFAULTS, files: stdwebFiles } as const;

/** A configuration of STDWeb in our words. */
export interface StdwebSettings {
  /** Flags and parameters by the pipeline's name, as a preset has them. */
  readonly pipelines: Preset['pipelines'];
  /** What has no effect here, and why. */
  readonly unused: readonly { readonly key: string; readonly because: string }[];
}

type Taker = Pick<PipelineInfo, 'name' | 'flags' | 'params'>;

/**
 * Reads a configuration of STDWeb (a preset's `config`, or `.config` beside an image) for the pipelines there are.
 * Values are handed on as they are, empty ones apart: whether one is lawful is the pipeline's to say.
 */
export function stdwebSettings(config: Readonly<Record<string, unknown>>, takers: readonly Taker[]): StdwebSettings {
  const pipelines: Record<string, Preset['pipelines'][string]> = {};
  const unused: { key: string; because: string }[] = [];
  for (const [key, value] of Object.entries(config)) {
    // a field of STDWeb's form that was left empty
    if (value === null || value === '') continue;
    const steps = stepsOf(key);
    if (steps.length === 0) {
      const because = Object.hasOwn(LEFT_OUT, key) ? LEFT_OUT[key] : undefined;
      unused.push({ key, because: because ?? 'it is no setting of STDWeb’s steps' });
      continue;
    }
    const name = paramOf(key);
    const reasons = steps.map((step) => {
      const taker = takers.find((one) => one.name === step);
      const kind = taker && kindOf(taker, name);
      if (!taker || kind === undefined)
        return taker ? `${step} has no parameter ${name}` : `there is no pipeline ${step}`;
      const settings = (pipelines[step] ??= { flags: {}, params: {} });
      if (kind === 'params') Object.assign(settings.params, surveyParamsOf(taker, name, value));
      else if (typeof value === 'boolean') settings.flags[name] = value;
      else if (key === 'use_color' && isOrder(value)) setColour(settings, value);
      else return 'it is true or false here';
      return undefined;
    });
    // what one step takes has an effect
    if (reasons.every((because) => because !== undefined)) unused.push({ key, because: reasons[0] ?? '' });
  }
  return { pipelines, unused };
}

/** A parameter of a pipeline that was given a value; one that may choose any HiPS takes it by its identifier: `hips:CDS/P/DSS2/red`. */
export const surveyParamsOf = (taker: Taker, name: string, value: unknown): Record<string, unknown> =>
  kindOf(taker, hipsBeside(name)) === 'params' ? surveyParams(name, value) : { [name]: value };

const isOrder = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

/** STDWeb takes a number for the order of the colour term, 0 for none. */
function setColour({ flags, params }: Preset['pipelines'][string], order: number): void {
  flags['useColor'] = order > 0;
  if (order > 1) params['colorOrder'] = order;
}

/** Several steps may read a key: what is known of a frame holds for each. */
const stepsOf = (key: string): Step[] => (Object.keys(KEYS) as Step[]).filter((step) => KEYS[step].includes(key));

/** STDWeb’s keys that are settings here, with the pipelines that read each. */
export const stdwebKeys: Readonly<Record<string, readonly Step[]>> = Object.fromEntries(
  Object.values(KEYS)
    .flat()
    .map((key) => [key, stepsOf(key)]),
);

/** STDWeb's key for a flag or parameter of the pipeline that does one of its steps; undefined when it has none. */
export const stdwebKeyOf = (pipeline: string, name: string): string | undefined =>
  isStep(pipeline) ? KEYS[pipeline].find((key) => paramOf(key) === name) : undefined;

const isStep = (name: string): name is Step => Object.hasOwn(KEYS, name);

const paramOf = (key: string): string =>
  RENAMED[key] ?? key.replace(/_([a-z0-9])/g, (_, first: string) => first.toUpperCase());

function kindOf({ flags, params }: Taker, name: string): 'flags' | 'params' | undefined {
  if (flags.some((flag) => flag.name === name)) return 'flags';
  const { properties } = params;
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name)
    ? 'params'
    : undefined;
}
