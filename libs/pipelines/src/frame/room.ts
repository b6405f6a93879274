import { FitsError, openImages, type RandomAccess } from '@nightjar/imaging';
import { stat } from 'node:fs/promises';
import { totalmem } from 'node:os';

/** So much of the memory may be a frame's; the rest is for tools, and for whatever else is at work. */
const share = 0.75;
/**
 * What all planes of work on a frame take: the sky, its noise, the frame without it, masks, what is written for tools.
 * About what five planes of 32 bits and their masks take, and as much again: no step may be surprised.
 */
const workBytesPerPx = 32;
/** The most that Node reads as one file. */
const longestFileBytes = 2 ** 31 - 1;

/** Memory that this process may use, bytes: the machine's, or less where a container or a service has a limit. */
const memoryBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity);

/** What is about to be read whole. */
interface ToBeRead {
  readonly fileBytes: number;
  /** The plane that is worked on. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of all planes that lie in the same HDU, as they are read together. */
  readonly planes: number;
  readonly bitpix: number;
}

/** @throws FitsError `too_large` unless a frame and the work on it have room in so much memory */
function refuseBeyond({ fileBytes, widthPx, heightPx, planes, bitpix }: ToBeRead, memory: number): void {
  const px = widthPx * heightPx;
  const needed = fileBytes + (px * planes * Math.abs(bitpix)) / 8 + px * workBytesPerPx;
  if (needed <= share * memory) return;
  throw new FitsError(
    'too_large',
    `a frame of ${widthPx} x ${heightPx} pixels needs ${gib(needed)} of memory, and ${gib(share * memory)} may be used here: crop or bin it, or let a larger machine do it`,
  );
}

/** @throws FitsError `too_large` for a file that cannot be read as one */
export async function refuseLong(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size <= longestFileBytes) return;
  throw new FitsError(
    'too_large',
    `the file has ${gib(size)}, and a frame is read whole up to 2 GiB: crop or bin it, or store it in fewer bits or packed by fpack`,
  );
}

/**
 * Looks at the headers of a file before it is read: the first image of it must have room.
 * @param source the file itself, or what a gzipped one was unfolded to
 * @throws FitsError `too_large`; what else is wrong with it is left to whoever reads it
 */
export async function refuseTooLarge(source: RandomAccess, memory = memoryBytes()): Promise<void> {
  const [image] = await openImages(source).catch((fault: unknown) => {
    if (fault instanceof FitsError) return [];
    throw fault;
  });
  if (!image) return;
  const [widthPx = 0, heightPx = 0, ...others] = image.axes;
  const planes = others.reduce((product, length) => product * length, 1);
  const bitpix = image.header.number('BITPIX') ?? 32;
  refuseBeyond({ fileBytes: source.sizeBytes, widthPx, heightPx, planes, bitpix }, memory);
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
