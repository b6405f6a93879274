import type { DataProduct, DataProductGroup, Deletion, PipelineInfo, Process } from '@nightjar/contracts';
import { fits, hindrance } from '../pages/pipelines/rules.js';
import { bytes } from '../shown/quantity.js';

/** `2 data products`. */
export const countOf = (products: number): string => `${products} data product${products === 1 ? '' : 's'}`;

/** Whether a file is reduced, by its name: `isReducedName` of the contracts, whose spec machinery stays out of the bundle. */
export const isReduced = ({ name }: Pick<DataProduct, 'name'>): boolean =>
  name.includes('fits') && !name.endsWith('e00.fits.fz');

/** The one target that all of them have; null where they differ or have none. */
export const commonTarget = (products: readonly DataProduct[]): string | null => {
  const [first, ...others] = new Set(products.map(({ target }) => target));
  return others.length || first === undefined ? null : first;
};

/** What keeps a pipeline from being run on what is ticked, as a sentence; null when nothing does. */
export const runHindrance = (
  pipeline: PipelineInfo,
  products: readonly DataProduct[],
  target: string | null,
): string | null => {
  const misfit = products.find((product) => !fits(pipeline, product));
  if (misfit) return `${pipeline.title} does not take ${misfit.name}.`;
  return hindrance(pipeline, target ?? '', products.length);
};

interface Groups {
  /** What people put together. */
  readonly byHand: readonly DataProductGroup[];
  /** What each process made: a target has as many as processes. */
  readonly outputs: readonly DataProductGroup[];
}

/** Groups of people apart from those of processes, which are named `<identifier>_outputs`. */
export const groupsApart = (groups: readonly DataProductGroup[]): Groups => ({
  byHand: groups.filter(({ name }) => !name.endsWith('_outputs')),
  outputs: groups.filter(({ name }) => name.endsWith('_outputs')),
});

/** The process that made a group, among those that made what is in it. */
export const makerOf = (group: string, processes: readonly Process[]): Process | null =>
  processes.find((process) => process.group?.id === group) ?? null;

export interface Consequence {
  readonly what: string;
  readonly says: string;
}

const names = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(', ');

/** What else happens when these products are deleted; what does not happen is left out. */
export const consequences = (deletion: Deletion): Consequence[] => {
  const { products, files, bytes: size, reducedData, groups, madeFrom, presets } = deletion;
  const shared = products.length - files;
  return [
    {
      what: 'Files',
      says: `${files} ${files === 1 ? 'goes' : 'go'}, ${bytes(size)}${shared > 0 ? `; ${shared} ${shared === 1 ? 'stays' : 'stay'}, as others have the same` : ''}`,
    },
    {
      what: 'Measured values',
      says: reducedData ? `${reducedData} taken from them ${reducedData === 1 ? 'goes' : 'go'} too` : '',
    },
    { what: 'Groups', says: groups.length ? `they leave ${names(groups)}` : '' },
    {
      what: 'Made from them',
      says: madeFrom.length ? `${names(madeFrom)} ${madeFrom.length === 1 ? 'stays' : 'stay'}` : '',
    },
    { what: 'Presets', says: presets.length ? `runs with ${names(presets)} will be refused` : '' },
  ].filter(({ says }) => says !== '');
};

/** Names for a sentence: `a.fits, b.fits and 3 more`. */
export const someNames = (all: readonly string[], most = 3): string =>
  all.length <= most ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`;

/** What is said where products that were asked for are not there any more. */
export const missingSays = (gone: readonly string[]): string =>
  `${someNames(gone)} ${gone.length === 1 ? 'is' : 'are'} not there any more: somebody has deleted ${gone.length === 1 ? 'it' : 'them'}.`;
