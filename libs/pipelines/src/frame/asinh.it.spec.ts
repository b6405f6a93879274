import { describe, expect, it, jest } from '@jest/globals';
import { firstImage, readFits, writeImage } from '@nightjar/imaging';
import { cropFrames } from '../edit/edits.js';
import { inspect } from '../inspect/inspect.js';
import { succeeded, tryOut } from '../kit/trial.fixture.js';
import type { CandidateRecord } from '../science/candidate-files.js';
import { exposeField, placeAt } from '../science/field.fixture.js';
import { subtraction } from '../subtraction/subtraction.js';
import { Night } from './night.fixture.js';

jest.setTimeout(240_000);

const [soften, offset, exposureS] = [40, 250, 30];
const risen = [13, 13.5, 14].map((mag, i) => ({ ...placeAt(-110 + 91 * i, 63 - 50 * i), mag }));
const science = exposeField(11, { more: risen });
const template = exposeField(12, { scene: { fwhmArcsec: 10 } });

/** A file as Pan-STARRS keeps its sky cells. */
function asinhCell(file: Buffer): Buffer {
  const { header, image } = firstImage(readFits(file));
  const data = Float32Array.from(image.data, (v) => Math.asinh((v - offset) / (2 * soften)) / (0.4 * Math.LN10));
  const told = header
    .without('SATURATE')
    .with({ keyword: 'BSOFTEN', value: soften }, { keyword: 'BOFFSET', value: offset });
  return writeImage(told, { ...image, data });
}

const saysLinear = /warn cell\.fits: asinh pixels made linear, in adu\/s \(BSOFTEN 40, BOFFSET 250\)/;
const candidatesOf = (facts: Readonly<Record<string, unknown>>) =>
  (facts['candidates'] as CandidateRecord[]).filter(({ kept }) => kept);

describe('a file of asinh pixels', () => {
  it('is a template as good as the linear one it was made of, and its conversion is told', async () => {
    using night = new Night();
    const frame = night.file('science.fits', science.file);
    const of = async (name: string, content: Buffer) =>
      await tryOut(subtraction, { inputs: [frame, night.file(name, content)], params: { template: 'custom' } });
    const [linear, cell] = [await of('linear.fits', template.file), await of('cell.fits', asinhCell(template.file))];
    expect(cell.said.join('\n')).toMatch(saysLinear);
    expect(linear.said.join('\n')).not.toContain('asinh');
    const [want, have] = [linear, cell].map((trial) => candidatesOf(succeeded(trial).facts));
    for (const star of science.added) {
      const [before, after] = [want, have].map((all) =>
        all?.find(({ xPx, yPx }) => Math.hypot(xPx - star.xPx, yPx - star.yPx) < 1),
      );
      expect(after?.mag).toBeCloseTo(before?.mag ?? NaN, 1);
    }
    expect(have?.length).toBe(want?.length);
  });

  it('is inspected by its counts in a second', async () => {
    using night = new Night();
    const { header, image } = firstImage(readFits(science.file));
    const rates = Float32Array.from(image.data, (value) => value / exposureS);
    const plain = night.file('plain.fits', writeImage(header.without('SATURATE'), { ...image, data: rates }));
    const cell = await tryOut(inspect, { inputs: [night.file('cell.fits', asinhCell(science.file))] });
    const linear = await tryOut(inspect, { inputs: [plain] });
    expect(cell.said.join('\n')).toMatch(saysLinear);
    expect(succeeded(cell).facts['backgroundAdu']).toBeCloseTo(Number(succeeded(linear).facts['backgroundAdu']), 3);
  });

  it('is linear once and for all when it is edited', async () => {
    using night = new Night();
    const cropped = succeeded(
      await tryOut(cropFrames, { inputs: [night.file('cell.fits', asinhCell(science.file))], params: { x1: 10 } }),
    ).products[0];
    const kept = night.file('cropped.fits', Buffer.from(cropped?.content ?? []));
    const again = await tryOut(inspect, { inputs: [kept] });
    expect(again.said.join('\n')).not.toContain('asinh');
    const { header } = firstImage(readFits(Buffer.from(cropped?.content ?? [])));
    expect(header.remarks('HISTORY').join('\n')).toContain('asinh pixels made linear');
  });
});
