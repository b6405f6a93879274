import type { PipelineInput } from '../kit/definition.js';

const longestStem = 80;

/** A name for what is made of each input: its own without its FITS suffix, fit for a file, each once. */
export function outputNames(inputs: readonly Pick<PipelineInput, 'product'>[], ending: string): string[] {
  const used = new Map<string, number>();
  return inputs.map(({ product }) => {
    const plain = product.name.replace(/(\.(fits?|fts))?(\.(fz|gz))?$/i, '');
    const stem =
      plain
        .replace(/[^\p{L}\p{N}._-]+/gu, '_')
        .replace(/^\.+/, '')
        .slice(0, longestStem) || 'frame';
    const count = (used.get(stem) ?? 0) + 1;
    used.set(stem, count);
    return `${stem}${count === 1 ? '' : `~${count}`}${ending}`;
  });
}
