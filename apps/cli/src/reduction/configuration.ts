import type { PipelineInfo } from '@nightjar/contracts';
import { stdwebSettings, surveyParamsOf } from '@nightjar/pipelines';

/**
 * Settings of a run as STDWeb keeps them: one flat object. Keys are STDWeb's, or `photometry.radiusFwhm`: a flag or a
 * parameter of one of our pipelines by its own name.
 */
export type Configuration = Readonly<Record<string, unknown>>;

/** A value as it is typed: True, False, a whole number, a number, or text. */
export function valueOf(text: string): unknown {
  if (text === 'True' || text === 'true') return true;
  if (text === 'False' || text === 'false') return false;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** `K=V`; everything after the first `=` is the value. @returns undefined when there is no key or no `=` */
export function settingOf(text: string): readonly [key: string, value: unknown] | undefined {
  const at = text.indexOf('=');
  return at > 0 ? [text.slice(0, at), valueOf(text.slice(at + 1))] : undefined;
}

/** What there may be, in the order in which one overrules the other. */
export interface Layers {
  /** `.config` as it lies beside the image. */
  readonly existing: Configuration;
  /** Begin anew: what existed counts for nothing. */
  readonly cleanup: boolean;
  readonly preset: Configuration;
  readonly given: Configuration;
}

export const layered = ({ existing, cleanup, preset, given }: Layers): Configuration => ({
  ...(cleanup ? {} : existing),
  ...preset,
  ...given,
});

/** The configuration of a preset's file: STDWeb's, bare or under `config`, or one that was exported here. */
export function presetConfiguration(file: Readonly<Record<string, unknown>>): Configuration {
  const { config, pipelines } = file;
  if (isObject(config)) return config;
  if (!isObject(pipelines)) return file;
  return Object.fromEntries(
    Object.entries(pipelines).flatMap(([name, settings]) =>
      isObject(settings)
        ? [settings['flags'], settings['params']]
            .filter(isObject)
            .flatMap((values) => Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]))
        : [],
    ),
  );
}

export type Taker = Pick<PipelineInfo, 'name' | 'flags' | 'params'>;

/** Flags and parameters of each pipeline, and which keys say nothing to any. */
export interface Settings {
  readonly of: (pipeline: string) => { readonly flags: Record<string, boolean>; readonly params: object };
  readonly unused: readonly { readonly key: string; readonly because: string }[];
}

export function settingsOf(configuration: Configuration, takers: readonly Taker[]): Settings {
  const entries = Object.entries(configuration);
  const own = entries.filter(([key]) => takers.some(({ name }) => key.startsWith(`${name}.`)));
  const rest = Object.fromEntries(entries.filter((entry) => !own.includes(entry)));
  const { pipelines, unused } = stdwebSettings(rest, takers);
  return {
    // the place is the process's own, not a parameter
    unused: unused.filter(({ key }) => key !== 'target'),
    of(pipeline) {
      const flags = { ...pipelines[pipeline]?.flags };
      const params: Record<string, unknown> = { ...pipelines[pipeline]?.params };
      const taker = takers.find(({ name }) => name === pipeline);
      const names = taker?.flags.map(({ name }) => name) ?? [];
      for (const [key, value] of own.filter(([name]) => name.startsWith(`${pipeline}.`))) {
        const name = key.slice(pipeline.length + 1);
        if (names.includes(name)) flags[name] = value as boolean;
        else Object.assign(params, taker ? surveyParamsOf(taker, name, value) : { [name]: value });
      }
      return { flags, params };
    },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
