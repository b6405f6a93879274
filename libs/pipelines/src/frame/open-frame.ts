import { firstImage, FitsError, gunzipFits, isGzipped, readFits, type Header, type Image } from '@nightjar/imaging';
import { readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';

/** A frame larger than this is a mistake or an attack; it would not fit into the runner's memory. */
const mostBytes = 2 ** 30;

/** The bytes of an input, unzipped where its first bytes say that it is zipped, whatever its name says. @throws FitsError */
export async function readPlain({ path }: PipelineInput): Promise<Buffer> {
  const bytes = await readFile(path);
  return isGzipped(bytes) ? gunzipFits(bytes, mostBytes) : bytes;
}

/** Header and pixels of an input; tiles of a method that is not read here are opened with funpack. @throws FitsError */
export async function openFrame(
  { workdir, tool }: Pick<PipelineContext<unknown>, 'workdir' | 'tool'>,
  input: PipelineInput,
): Promise<{ header: Header; image: Image }> {
  const bytes = await readPlain(input);
  try {
    return firstImage(readFits(bytes));
  } catch (fault) {
    if (!(fault instanceof FitsError && fault.code === 'compressed')) throw fault;
  }
  const [packed, open] = ['packed.fits.fz', 'unpacked.fits'];
  await symlink(input.path, join(workdir, packed));
  try {
    await tool('funpack', ['-O', open, packed], { timeoutS: 120 });
    return firstImage(readFits(await readFile(join(workdir, open))));
  } finally {
    await Promise.all([packed, open].map((name) => rm(join(workdir, name), { force: true })));
  }
}
