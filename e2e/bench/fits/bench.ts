import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { firstImage, Header, readFits, writeFits, writeImage } from '@nightjar/imaging';

const sidePx = 4096;
const rounds = 5;

/** A noisy sky with a slope, as a camera of 16 bits has it. */
function frame(): Uint16Array {
  let state = 1;
  const random = (): number => (state = (16807 * state) % 2147483647) / 2147483647;
  return Uint16Array.from(
    { length: sidePx * sidePx },
    (_, i) => 1000 + (i % sidePx) / 64 + 30 * (random() + random() - 1),
  );
}

interface Taken {
  readonly wallS: number;
  /** Processor time, which is what a busy machine tells truly. */
  readonly cpuS: number;
}

/** The best of some rounds: what the work takes when nothing else is in its way. */
function taken(act: () => unknown): Taken {
  const all = Array.from({ length: rounds }, () => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    act();
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - start, cpu: (user + system) / 1000 };
  });
  const best = (times: number[]): number => Math.round(Math.min(...times)) / 1000;
  return { wallS: best(all.map(({ wall }) => wall)), cpuS: best(all.map(({ cpu }) => cpu)) };
}

const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** The frame packed by fpack; undefined where that is not installed. */
function packed(bytes: Buffer, ...options: string[]): Buffer | undefined {
  if (!onPath('fpack')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-bench-'));
  try {
    writeFileSync(join(folder, 'frame.fits'), bytes);
    execFileSync('fpack', [...options, 'frame.fits'], { cwd: folder });
    return readFileSync(join(folder, 'frame.fits.fz'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says each figure as soon as it is there, and all of them in the last line. */
export async function bench(): Promise<void> {
  const image = { widthPx: sidePx, heightPx: sidePx, data: frame() };
  const bytes = writeImage(new Header(), image);
  const figures: Record<string, Taken> = {};
  const measure = (name: string, act: () => unknown): void => {
    const figure = (figures[name] = taken(act));
    console.log(`${name}: ${figure.wallS} s, of it ${figure.cpuS} s of processor time`);
  };
  measure('read16Bit', () => firstImage(readFits(bytes)));
  measure('write16Bit', () => writeImage(new Header(), image));
  measure('writeWithSums', () => writeFits([{ header: new Header(), axes: [sidePx, sidePx], data: image.data }]));
  for (const [name, options] of [
    ['rice', ['-r']],
    ['gzip1', ['-g1']],
    ['gzip2', ['-g2']],
  ] as const) {
    const tiles = packed(bytes, ...options);
    if (tiles) measure(name, () => firstImage(readFits(tiles)));
    else console.log(`${name}: skipped, fpack is not on PATH`);
  }
  console.log(JSON.stringify({ bench: 'fits', sidePx, ...figures, unit: 's' }));
}
