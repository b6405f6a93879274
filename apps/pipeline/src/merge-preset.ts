import type { Preset } from '@nightjar/contracts';
import type { Wish } from './intake.js';

/** A wish with what a preset says of its pipeline; what is given by hand goes before it. */
export const withPreset = (wish: Wish, preset: Pick<Preset, 'pipelines'> | null): Wish => {
  const said = preset && Object.hasOwn(preset.pipelines, wish.pipeline) ? preset.pipelines[wish.pipeline] : undefined;
  return { ...wish, flags: { ...said?.flags, ...wish.flags }, params: { ...said?.params, ...wish.params } };
};
