import { describe, expect, it } from '@jest/globals';
import { filled, Header, withSums } from '@nightjar/imaging';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Night } from '../frame/night.fixture.js';
import type { PipelineInput } from '../kit/definition.js';
import { succeeded, tryOut } from '../kit/trial.fixture.js';
import { checksumAudit } from './checksum-audit.js';

const summed = (): Buffer => {
  const data = filled(Buffer.from('pixels'));
  const cards = Object.entries({ SIMPLE: true, BITPIX: 8, NAXIS: 1, NAXIS1: 6 });
  return Buffer.concat([withSums(new Header(cards.map(([keyword, value]) => ({ keyword, value }))), data), data]);
};

async function audit(...inputs: PipelineInput[]) {
  const { products, says, facts } = succeeded(await tryOut(checksumAudit, { inputs }));
  return { says, facts, table: Buffer.from(products[0]?.content ?? []).toString() };
}

describe('a checksum audit', () => {
  it('finds files as recorded, with or without sums of their own', async () => {
    using night = new Night();
    const found = await audit(
      night.file('a.fits', summed()),
      night.frame('b.fits', null),
      night.file('c', Buffer.of(1)),
    );
    expect(found).toEqual({
      says: '3 files, all as recorded',
      facts: { files: 3, damaged: [], withoutFitsSums: 2 },
      table: 'file,size,sha256,fits\na.fits,right,right,right\nb.fits,right,right,none\nc,right,right,none\n',
    });
  });

  it('finds one flipped bit, by the record and by the file itself', async () => {
    using night = new Night();
    const input = night.file('a.fits', summed());
    const bytes = readFileSync(input.path);
    bytes[2881] = (bytes[2881] ?? 0) ^ 1;
    writeFileSync(input.path, bytes);
    const { says, facts, table } = await audit(input);
    expect([says, facts]).toEqual(['1 file, 1 damaged', { files: 1, damaged: ['a.fits'], withoutFitsSums: 0 }]);
    expect(table).toMatch(/a\.fits,right,wrong,wrong/);
  });

  it('finds a file that was recorded when it was broken already', async () => {
    using night = new Night();
    const bytes = summed();
    bytes[2881] = 0;
    expect((await audit(night.file('a.fits', bytes))).table).toMatch(/right,right,wrong/);
  });

  it('finds a file that is cut off, and one that is gone', async () => {
    using night = new Night();
    const [cut, gone] = [night.frame('cut.fits', null), night.frame('gone.fits', null)];
    writeFileSync(cut.path, readFileSync(cut.path).subarray(0, 4000));
    rmSync(gone.path);
    const { table, says } = await audit(cut, gone);
    expect(says).toBe('2 files, 2 damaged');
    expect(table).toMatch(/cut\.fits,wrong,wrong,wrong\ngone\.fits,unreadable,unreadable,none/);
  });
});
