import { firstImage, readFits, type Header, type Image } from '@nightjar/imaging';
import { readFile } from 'node:fs/promises';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import { withKnownBetter, type KnownBetter } from './known-better.js';

/** A frame with a header in which what is known better has its place. */
export interface ReadFrame {
  readonly header: Header;
  readonly image: Image;
}

/** The first plane of pixels of a file, gzipped, tile-compressed or in an extension as it may be. @throws FitsError */
export async function readFrame(
  { fail }: Pick<PipelineContext<unknown>, 'fail'>,
  { path }: PipelineInput,
  known: KnownBetter,
): Promise<ReadFrame> {
  const { header, image } = firstImage(readFits(await readFile(path)));
  const better = withKnownBetter(header, known);
  return typeof better === 'string' ? fail(better) : { header: better, image };
}
