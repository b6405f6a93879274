import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Header, writeImage } from '@nightjar/imaging';

/** Small frames packed by every method of fpack that is read; none, and a word about it, where it is not installed. */
export function packedFrames(): Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-bench-'));
  const wave = (i: number): number => 1000 + 300 * Math.sin(i) + (i % 37);
  const pixels = { widthPx: 40, heightPx: 30 };
  const whole = writeImage(new Header(), { ...pixels, data: Uint16Array.from({ length: 1200 }, (_, i) => wave(i)) });
  const real = writeImage(new Header(), {
    ...pixels,
    data: Float32Array.from({ length: 1200 }, (_, i) => wave(i) / 3),
  });
  const plans: [Buffer, string[]][] = [
    [whole, ['-r']],
    [whole, ['-g1']],
    [whole, ['-g2', '-t', '20,10']],
    [real, ['-r', '-q', '8']],
    [real, ['-g2', '-q', '0']],
  ];
  try {
    return plans.map(([bytes, options], i) => {
      writeFileSync(join(folder, `${i}.fits`), bytes);
      execFileSync('fpack', [...options, `${i}.fits`], { cwd: folder, stdio: 'pipe' });
      return readFileSync(join(folder, `${i}.fits.fz`));
    });
  } catch (fault) {
    console.log(`no tile-compressed frames among them: ${fault instanceof Error ? fault.message : String(fault)}`);
    return [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
