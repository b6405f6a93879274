import type { GreyPicture } from '@nightjar/imaging';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import { ToolFault } from '../kit/tool.js';

export type FilmFormat = 'mp4' | 'webm';

const codecs = {
  mp4: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18'],
  webm: ['-c:v', 'libvpx', '-b:v', '2M', '-crf', '10'],
} as const;

/**
 * Makes a film with ffmpeg. Frames come and go as files, so that a night of them need not be in memory twice.
 * @returns the film's bytes
 */
export async function makeFilm(
  { workdir, tool, fail }: Pick<PipelineContext<unknown>, 'workdir' | 'tool' | 'fail'>,
  pictures: readonly GreyPicture[],
  format: FilmFormat,
  framesPerS: number,
  timeoutS: number,
): Promise<Buffer> {
  const raw = 'frames.gray';
  const film = `t.${format}`;
  const [first] = pictures.map(evenSided);
  if (!first) return fail('There are no frames to make a film of.');
  const file = await open(join(workdir, raw), 'w');
  try {
    for (const picture of pictures) await file.write(evenSided(picture).grey);
  } finally {
    await file.close();
  }
  const size = `${first.widthPx}x${first.heightPx}`;
  const [quiet, from] = [
    ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y'],
    ['-protocol_whitelist', 'file'],
  ];
  const input = ['-f', 'rawvideo', '-pixel_format', 'gray', '-video_size', size, '-framerate', String(framesPerS)];
  const output = [...codecs[format], '-pix_fmt', 'yuv420p', '-f', format, film];
  try {
    await tool('ffmpeg', [...quiet, ...from, ...input, '-i', raw, ...output], { timeoutS });
  } catch (fault) {
    if (fault instanceof ToolFault && fault.outcome.timedOut) return fail(tookTooLong);
    throw fault;
  }
  return readFile(join(workdir, film));
}

export const tookTooLong = 'Timelapse took longer than 10 mins to create';

/** Films keep colour in blocks of two by two: the last row and column of an odd picture are drawn twice. */
export function evenSided({ widthPx, heightPx, grey }: GreyPicture): GreyPicture {
  const [width, height] = [widthPx + (widthPx % 2), heightPx + (heightPx % 2)];
  if (width === widthPx && height === heightPx) return { widthPx, heightPx, grey };
  const even = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(y, heightPx - 1) * widthPx;
    for (let x = 0; x < width; x++) even[y * width + x] = grey[row + Math.min(x, widthPx - 1)] ?? 0;
  }
  return { widthPx: width, heightPx: height, grey: even };
}
