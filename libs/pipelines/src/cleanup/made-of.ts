import { isOwnFrame, type DataProduct, type Process } from '@nightjar/contracts';

/** A product that a process made. */
export type Made = Pick<DataProduct, 'id' | 'name' | 'type' | 'tags' | 'size' | 'of'>;

/** A process that succeeded, with those of its products that are still there. */
export interface EarlierProcess extends Pick<Process, 'id' | 'identifier' | 'inputs'> {
  readonly made: readonly Made[];
}

/** What reductions made of some frames. */
export interface MadeBefore {
  readonly goes: readonly { readonly product: Made; readonly process: Pick<Process, 'id' | 'identifier'> }[];
  /** What was made of the frames and is kept all the same, with the reason. */
  readonly stays: readonly { readonly product: Made; readonly because: string }[];
  /** Why nothing may go now, as a sentence; absent when it may. */
  readonly inUse?: string;
}

export const nothingMade: MadeBefore = { goes: [], stays: [] };

type Verdict = { readonly goes: true } | { readonly goes: false; readonly because: string | null };

/**
 * What goes when frames are cleaned up: what was made of one of them alone, and what was made of that. No frame in its
 * own right is among it, so neither an edited one, nor its original, nor a map of fringes, nor a stack; nor is anything
 * that no process made.
 */
export function madeOf(frames: readonly string[], processes: readonly EarlierProcess[]): MadeBefore {
  const given = new Set(frames);
  const ours = new Set(frames);
  const goes = new Map<string, MadeBefore['goes'][number]>();
  for (let before = -1; before < goes.size;) {
    before = goes.size;
    for (const process of processes)
      for (const product of process.made)
        if (!ours.has(product.id) && judge(product, process, { given, ours }).goes) {
          ours.add(product.id);
          goes.set(product.id, { product, process: { id: process.id, identifier: process.identifier } });
        }
  }
  const stays = processes.flatMap((process) =>
    process.made.flatMap((product) => {
      const verdict = judge(product, process, { given, ours });
      return verdict.goes || verdict.because === null ? [] : [{ product, because: verdict.because }];
    }),
  );
  return { goes: [...goes.values()], stays };
}

interface Known {
  /** The frames that are cleaned up. */
  readonly given: ReadonlySet<string>;
  /** These and what goes with them, as far as it is known yet. */
  readonly ours: ReadonlySet<string>;
}

function judge({ of, ...product }: Made, { inputs }: EarlierProcess, { given, ours }: Known): Verdict {
  // one process may work on many frames: what it made of another is none of our business
  if (of !== null && !ours.has(of)) return { goes: false, because: null };
  if (isOwnFrame(product)) return { goes: false, because: 'it is a frame of its own, and is cleaned up by itself' };
  const isOfOne = inputs.every((input) => ours.has(input)) && inputs.filter((input) => given.has(input)).length < 2;
  if (of === null && !isOfOne) return { goes: false, because: 'it was made of other files too' };
  return { goes: true };
}
