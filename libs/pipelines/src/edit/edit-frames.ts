import { EditError, withHistory, writeImage, type Edited, type Header, type Image } from '@nightjar/imaging';
import { openFrame } from '../frame/open-frame.js';
import { outputNames } from '../frame/output-names.js';
import type { Conclusion, PipelineContext, PipelineInput } from '../kit/definition.js';

type Ctx = Pick<PipelineContext<unknown>, 'inputs' | 'workdir' | 'tool' | 'step' | 'store' | 'log' | 'fail' | 'signal'>;

/** A frame to be edited. */
export interface FrameToEdit {
  readonly header: Header;
  readonly image: Image;
}

export const accepts = { target: 'optional', types: ['frame'], atLeast: 1 } as const;

/**
 * Edits each frame and offers it as a product of its own: the original stays, so that to begin anew is to take that one
 * again. What was done stands in HISTORY, after what was done before.
 */
export async function editFrames(
  ctx: Ctx,
  frames: readonly PipelineInput[],
  verb: string,
  edit: (frame: FrameToEdit) => Edited,
): Promise<Conclusion> {
  const names = outputNames(frames, `_${verb}.fits`);
  const done: { file: string; provenance: readonly string[] }[] = [];
  await ctx.step(verb, async (report) => {
    for (const [i, input] of frames.entries()) {
      ctx.signal.throwIfAborted();
      const { name, id } = input.product;
      const { header, image, provenance } = lawfully(ctx, name, edit, await openFrame(ctx, input));
      for (const sentence of provenance) ctx.log(`${name}: ${sentence}`);
      ctx.store({
        ...{ file: names[i] ?? '', type: 'frame', mediaType: 'application/fits', of: id, tag: verb },
        ...{ content: writeImage(withHistory(header, provenance), image), meta: { ...input.product.meta, provenance } },
      });
      done.push({ file: name, provenance });
      report(i + 1, frames.length);
    }
  });
  const count = frames.length === 1 ? '1 frame' : `${frames.length} frames`;
  return { says: `${count}: ${done[0]?.provenance.join('; ') ?? 'nothing done'}`, facts: { frames: done } };
}

/** What cannot be done to a frame is said in words. */
function lawfully({ fail }: Ctx, name: string, edit: (frame: FrameToEdit) => Edited, frame: FrameToEdit): Edited {
  try {
    return edit(frame);
  } catch (fault) {
    if (fault instanceof EditError) return fail(`${name}: ${fault.message}.`);
    throw fault;
  }
}
