// What tom_education's own tests assert of its timelapse, in our words, with the real ffmpeg where it is installed.
import { describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import { decodeGif } from '@nightjar/imaging';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Night } from '../frame/night.fixture.js';
import { localTools } from '../kit/local-tools.fixture.js';
import type { MadeProduct } from '../kit/output.js';
import type { PipelineWork } from '../kit/pipeline-work.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { ffmpeg } from './tools.js';
import { timelapse } from './timelapse.js';

const target = { id: newId('tgt'), name: 'my target', raDeg: 1, decDeg: 2, errorDeg: null };
const withoutFfmpeg = await localTools.missing?.([ffmpeg]);
if (withoutFfmpeg) console.warn(`left out: films, ${withoutFfmpeg}`);
const film = withoutFfmpeg ? it.skip : it;

const run = (work: Partial<PipelineWork>) => tryOut(timelapse, { target, ...work });
const at = (minute: string): string => `2019-01-02T03:${minute}:00`;
const three = (night: Night) => [
  night.frame('a.fits', at('04')),
  night.frame('b.fits.fits', at('07')),
  night.frame('c.fits', at('06')),
];

async function made(work: Partial<PipelineWork>): Promise<MadeProduct> {
  const [product] = succeeded(await run(work)).products;
  if (!product) throw new Error('no film was made');
  return product;
}

/** How many frames ffprobe decodes of a film. */
function framesOf(product: MadeProduct): number {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-film-'));
  writeFileSync(join(folder, product.file), product.content);
  const entries = ['-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0'];
  const { stdout } = spawnSync('ffprobe', ['-v', 'error', ...entries, product.file], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return Number(stdout.trim());
}

describe('tom_education: a timelapse', () => {
  it('is a GIF named t.gif, tagged as a timelapse, and its log counts the frames', async () => {
    using night = new Night();
    const trial = await run({ inputs: three(night) });
    const [product] = succeeded(trial).products;
    expect(product).toMatchObject({ file: 't.gif', tag: 'timelapse', mediaType: 'image/gif' });
    expect(Buffer.from(product?.content ?? []).toString('latin1', 0, 6)).toBe('GIF89a');
    const words = trial.said.filter((line) => line.startsWith('info ')).map((line) => line.slice(5));
    expect(words).toEqual([
      'Sorting frames',
      'Processing frame 1/3',
      'Processing frame 2/3',
      'Processing frame 3/3',
      'Finished',
    ]);
    expect(trial.said).toContain('frames 3/3');
  });

  it('has its frames in order of the date of observation, whatever order they came in', async () => {
    using night = new Night();
    // the later a frame was taken, the further to the right its bright column stands
    const frame = (minute: number) =>
      night.frame(`${minute}.fits`, at(`0${minute}`), { value: (i) => (i % 500 === minute * 50 ? 1000 : 0) });
    const { content } = await made({ inputs: [4, 5, 7, 6].map(frame), params: { format: 'gif' } });
    const { frames } = decodeGif(content);
    expect(frames.map(({ grey }) => grey.indexOf(255))).toEqual([200, 250, 300, 350]);
  });

  it('has as many frames as there were inputs, each of their shape, at the speed asked for', async () => {
    using night = new Night();
    const decoded = decodeGif((await made({ inputs: three(night), params: { fps: 20 } })).content);
    expect(decoded.frames.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toEqual(Array(3).fill([500, 50]));
    expect(decoded.delays).toEqual([5, 5, 5]);
  });

  it('may have its frames from several observations', async () => {
    using night = new Night();
    const [a, b] = [1, 2].map((minute) => {
      const { product, ...rest } = night.frame(`${minute}.fits`, at(`0${minute}`));
      return { ...rest, product: { ...product, observation: newId('obs') } };
    });
    expect(decodeGif((await made({ inputs: [a!, b!] })).content).frames).toHaveLength(2);
  });

  it('is made small with its shape kept where frames are large', async () => {
    using night = new Night();
    const large = night.frame('a.fits', at('04'), { widthPx: 700, heightPx: 1000 });
    const { frames } = decodeGif((await made({ inputs: [large] })).content);
    expect(frames.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toEqual([[350, 500]]);
  });

  film('is an MP4 that begins as one and holds every frame', async () => {
    using night = new Night();
    const product = await made({ inputs: three(night), params: { format: 'mp4' } });
    expect(product).toMatchObject({ file: 't.mp4', mediaType: 'video/mp4' });
    expect(Buffer.from(product.content).toString('latin1', 4, 12)).toBe('ftypisom');
    expect(framesOf(product)).toBe(3);
  });

  film('is a WebM that begins as one and holds every frame, of frames with odd sides too', async () => {
    using night = new Night();
    const odd = [1, 2].map((one) => night.frame(`${one}.fits`, at(`0${one}`), { widthPx: 101, heightPx: 33 }));
    const product = await made({ inputs: odd, params: { format: 'webm' } });
    expect(Buffer.from(product.content).toString('hex', 0, 4)).toBe('1a45dfa3');
    expect(framesOf(product)).toBe(2);
  });

  it('fails before it begins where ffmpeg is missing and needed, with how to get it; a GIF needs none', async () => {
    using night = new Night();
    const tools = {
      run: () => Promise.reject(new Error('it was started')),
      missing: (wanted: readonly { program: string }[]) =>
        wanted.length > 0 ? `not installed: ${wanted[0]?.program}` : undefined,
    };
    const inputs = three(night);
    const mp4 = await tryOut(timelapse, { target, inputs, params: { format: 'mp4' } }, tools);
    expect(because(mp4)).toBe('not installed: ffmpeg');
    expect(mp4.said).toEqual([]);
    succeeded(await tryOut(timelapse, { target, inputs }, tools));
  });

  it.each([[0], [-1]])('of %d frames a second is refused', async (fps) => {
    using night = new Night();
    expect(because(await run({ inputs: three(night), params: { fps } }))).toBe(`Invalid FPS ${fps}`);
  });

  it('names the file that has no date', async () => {
    using night = new Night();
    const inputs = [night.frame('a.fits', at('04')), night.frame('b.fits', null)];
    expect(because(await run({ inputs }))).toBe(
      "Error in file 'b.fits': could not find observation date in FITS header 'DATE-OBS'",
    );
  });

  it('names the file that is broken', async () => {
    using night = new Night();
    const inputs = [night.frame('a.fits', at('04')), night.file('b.fits', Buffer.from('no FITS'))];
    expect(because(await run({ inputs }))).toMatch(/^Error in file 'b\.fits': .*no FITS file$/);
  });

  it('of frames of different sizes is refused', async () => {
    using night = new Night();
    const inputs = [night.frame('a.fits', at('04')), night.frame('b.fits', at('05'), { widthPx: 400 })];
    expect(because(await run({ inputs }))).toBe('Invalid parameters. Are all images the same size?');
  });

  it('takes FITS files only', async () => {
    using night = new Night();
    expect(because(await run({ inputs: [night.file('a.csv', Buffer.of(1))] }))).toBe(
      "Error running pipeline File 'a.csv' does not end an allowed filename suffix (.fits, .fz)",
    );
  });

  it('is cropped about its middle when asked, and only then', async () => {
    using night = new Night();
    const inputs = three(night);
    const shape = async (flags: Record<string, boolean>) => {
      const { frames } = decodeGif((await made({ inputs, flags, params: { cropScale: 0.8 } })).content);
      return [frames[0]?.widthPx, frames[0]?.heightPx];
    };
    expect(await shape({ crop: true })).toEqual([400, 40]);
    expect(await shape({})).toEqual([500, 50]);
    const beyond = await run({ inputs, flags: { crop: true }, params: { cropScale: 1.5 } });
    expect(because(beyond)).toBe("Error in file 'a.fits': scale must be in [0, 1]");
  });

  it('shows a source fade when the sky is normalised, and only then', async () => {
    using night = new Night();
    // a sky that brightens while the source at the left edge fades
    const frame = (minute: number) =>
      night.frame(`${minute}.fits`, at(`0${minute}`), {
        value: (i) => 500 * minute + ((i * 7919) % 41) + (i % 500 < 20 ? 3000 / minute : 0),
      });
    const inputs = [1, 2, 3].map(frame);
    const levels = async (flags: Record<string, boolean>) => {
      const { frames } = decodeGif((await made({ inputs, flags })).content);
      return frames.map(({ grey }) => ({ source: grey[7] ?? 0, sky: grey[100] ?? 0 }));
    };
    const plain = await levels({});
    const normalised = await levels({ normalise_background: true });
    expect(Math.abs((plain[2]?.source ?? 0) - (plain[1]?.source ?? 0))).toBeLessThan(10);
    expect(normalised[2]?.source).toBeLessThan((normalised[1]?.source ?? 0) - 20);
    const skies = normalised.map(({ sky }) => sky);
    expect(Math.max(...skies) - Math.min(...skies)).toBeLessThan(40);
  });

  it.each([
    ['by a method that is read here', '-r'],
    ['by HCOMPRESS, which funpack opens', '-h'],
  ])('is made of frames compressed %s, where fpack is', async (_, method) => {
    using night = new Night();
    const plain = night.frame('a.fits', at('04'), { value: (i) => Math.round(1000 * Math.sin(i)) });
    const packed = spawnSync('fpack', [method, '-S', plain.path], { maxBuffer: 1e8 });
    if (packed.error) return console.warn('left out: fpack is not on this machine');
    const inputs = [night.file('a.fits.fz', packed.stdout)];
    const { frames } = decodeGif((await made({ inputs })).content);
    expect([frames.length, frames[0]?.widthPx]).toEqual([1, 500]);
  });
});
