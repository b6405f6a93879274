import { stackRows, type Header } from '@nightjar/imaging';
import { z } from 'zod';
import { funpack } from '../frame/tools.js';
import { definePipeline, type PipelineContext } from '../kit/definition.js';
import { grouped } from '../kit/grouped.js';
import { align, gridOf, type Grid } from './align.js';
import { stackHeader } from './header.js';
import type { Sky } from './level.js';
import { openToStack, type OpenedFrame } from './open.js';
import { stackFiles } from './products.js';
import { RowPile } from './row-pile.js';

const Params = z.object({
  ...grouped('Putting together', {
    stackMethod: z
      .enum(['sum', 'clipped_mean', 'median'])
      .default('clipped_mean')
      .describe('A sum misses what any frame misses; a clipped mean leaves out at 3 sigma.'),
  }),
  ...grouped('Laying on one another', {
    align: z
      .enum(['auto', 'wcs', 'stars'])
      .default('auto')
      .describe('By the sky, by the stars, or by the sky where both frames know it.'),
  }),
});

const flags = {
  stackSubtractBg: {
    default: true,
    title: 'Take the sky off; else a sum keeps it, and the others level it to that of the first frame',
    says: 'Frames taken under a bright Moon or in twilight then weigh no more than others; leave it off to keep extended light.',
  },
  stackMaskCosmics: {
    default: false,
    title: 'Mask cosmic rays on each frame',
    says: 'L.A.Cosmic on each frame before they are put together. A clipped mean or a median of many frames rejects hits by itself.',
  },
} as const;

/** Each frame of a stack is an open file until the end. */
const mostFrames = 500;

/** Several frames of a field as one. */
export const stack = definePipeline({
  name: 'stack',
  title: 'Stack',
  says: 'Lays frames of one field on the first of them, by the sky or by their stars, and puts them together.',
  queue: 'photometry',
  accepts: { target: 'optional', types: ['frame', 'wcs'], atLeast: 2 },
  tools: [funpack],
  needs: () => [],
  flags,
  params: Params,
  run: stackAll,
});

type Ctx = PipelineContext<z.output<typeof Params>, typeof flags>;

async function stackAll(ctx: Ctx) {
  const { step, log, fail, store, params } = ctx;
  const inputs = ctx.inputs.filter(({ product }) => product.type === 'frame');
  if (inputs.length < 2) return fail('A stack needs two frames or more.');
  if (inputs.length > mostFrames) return fail(`A stack has at most ${mostFrames} frames, not ${inputs.length}.`);
  using pile = new Pile(ctx);
  await step('align', async (report) => {
    for (const [i, input] of inputs.entries()) {
      ctx.signal.throwIfAborted();
      pile.add(await openToStack(ctx, input, ctx.flags.stackMaskCosmics));
      report(i + 1, inputs.length);
    }
  });
  const { header: first, frames, leftOut } = pile;
  if (frames.length < 2 || !first)
    return fail(`Only the first frame is left: ${leftOut.at(-1) ?? 'there is no other'}.`);
  const method = params.stackMethod;
  const result = await step('stack', () => stackRows(pile.rows, { method, background: pile.background }));
  const header = stackHeader(first, frames, result, method);
  const emptyPx = result.mask.reduce((sum, bad) => sum + bad, 0);
  const meta = { frames: frames.length, method };
  await step('write', () => {
    for (const product of stackFiles('stack', header, result, meta)) store(product);
  });
  if (leftOut.length > 0) log(`${leftOut.length} frames are left out`, 'warn');
  return {
    says: `${frames.length} frames as one${leftOut.length === 0 ? '' : `, ${leftOut.length} left out`}`,
    facts: { method, frames: frames.map(({ name, by }) => ({ name, by })), leftOut, emptyPx },
  };
}

/** Frames laid on the first of them. */
class Pile extends RowPile {
  readonly leftOut: string[] = [];
  header: Header | undefined;
  private grid: Grid | undefined;
  private sky: Sky = { how: 'subtract' };
  private exposureS: number | undefined;

  constructor(private readonly ctx: Ctx) {
    super(ctx.workdir);
  }

  get background(): Sky['how'] {
    return this.sky.how;
  }

  add(frame: OpenedFrame): void {
    const { input, seen, header, image } = frame;
    const { name } = input.product;
    if (!this.grid) {
      this.grid = gridOf(frame);
      this.header = header;
      this.exposureS = seen.exposureS;
      this.sky = this.skyOf(frame);
      return this.put(frame, image, { sky: this.sky, scale: this.scaleOf(frame), by: 'kept as it is' });
    }
    const found = align(frame, this.grid, this.ctx.params.align);
    if (typeof found === 'string') {
      this.leftOut.push(`${name}: ${found}`);
      return this.ctx.log(`${name} is left out: ${found}`, 'warn');
    }
    this.ctx.log(`${name} aligned by ${found.by}`);
    const { mapping } = found;
    const by = `aligned by ${found.by}`;
    this.put(frame, this.grid.image, { mapping, sky: this.sky, scale: this.scaleOf(frame), by });
  }

  private skyOf({ skyAdu }: OpenedFrame): Sky {
    if (this.ctx.flags.stackSubtractBg) return { how: 'subtract' };
    return this.ctx.params.stackMethod === 'sum' ? { how: 'keep' } : { how: 'match', levelAdu: skyAdu };
  }

  /** Means are of frames as if all were exposed as long as the first one. */
  private scaleOf({ seen: { exposureS } }: OpenedFrame): number {
    if (this.ctx.params.stackMethod === 'sum' || !this.exposureS || !exposureS) return 1;
    return this.exposureS / exposureS;
  }
}
