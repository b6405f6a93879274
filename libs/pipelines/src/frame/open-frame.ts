import {
  firstImage,
  FitsError,
  gunzipFits,
  isGzipped,
  linearCounts,
  readFits,
  type Header,
  type Image,
} from '@nightjar/imaging';
import { readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import { inMemory, withFile } from './open-file.js';
import { refuseLong, refuseTooLarge } from './room.js';

/** A frame larger than this is a mistake or an attack; it would not fit into the runner's memory. */
const mostBytes = 2 ** 30;

/** The bytes of an input, unzipped where its first bytes say that it is zipped, whatever its name says. @throws FitsError */
export async function readPlain({ path }: Pick<PipelineInput, 'path'>): Promise<Buffer> {
  await refuseLong(path);
  const bytes = await readFile(path);
  return isGzipped(bytes) ? gunzipFits(bytes, mostBytes) : bytes;
}

type Ctx = Pick<PipelineContext<unknown>, 'workdir' | 'tool' | 'log'>;

/**
 * Header and linear pixels of an input. Asinh pixels are made linear, which is logged; tiles of a method that is not
 * read here are opened with funpack.
 * @throws FitsError
 */
export async function openFrame(ctx: Ctx, input: PipelineInput): Promise<{ header: Header; image: Image }> {
  const stored = await storedFrame(ctx, input);
  const { header, image, done } = linearCounts(stored.header, stored.image);
  if (done !== undefined) ctx.log(`${input.product.name}: ${done}`, 'warn');
  return { header, image };
}

async function storedFrame({ workdir, tool }: Ctx, input: PipelineInput): Promise<{ header: Header; image: Image }> {
  try {
    return await planeIn(input.path);
  } catch (fault) {
    if (!(fault instanceof FitsError && fault.code === 'compressed')) throw fault;
  }
  const [packed, open] = ['packed.fits.fz', 'unpacked.fits'];
  await symlink(input.path, join(workdir, packed));
  try {
    await tool('funpack', ['-O', open, packed], { timeoutS: 120 });
    return await planeIn(join(workdir, open));
  } finally {
    await Promise.all([packed, open].map((name) => rm(join(workdir, name), { force: true })));
  }
}

/** Whether there is room is asked of the headers, before the pixels are read or unfolded. */
async function planeIn(path: string): Promise<{ header: Header; image: Image }> {
  await withFile(path, (file) => refuseTooLarge(file));
  const bytes = await readPlain({ path });
  // of a zipped file the headers are known only now
  await refuseTooLarge(inMemory(bytes));
  return firstImage(readFits(bytes));
}
