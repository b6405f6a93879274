import type { Header, Image } from '@nightjar/imaging';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import { withKnownBetter, type KnownBetter } from './known-better.js';
import { openFrame } from './open-frame.js';

/** A frame with a header in which what is known better has its place. */
export interface ReadFrame {
  readonly header: Header;
  readonly image: Image;
}

/** The first plane of pixels of a file, as {@link openFrame} opens it. @throws FitsError */
export async function readFrame(
  ctx: Pick<PipelineContext<unknown>, 'workdir' | 'tool' | 'log' | 'fail'>,
  input: PipelineInput,
  known: KnownBetter,
): Promise<ReadFrame> {
  const { header, image } = await openFrame(ctx, input);
  const better = withKnownBetter(header, known);
  return typeof better === 'string' ? ctx.fail(better) : { header: better, image };
}
