import { expect, it } from '@jest/globals';
import { Night } from '../frame/night.fixture.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { headerReport } from './header-report.js';

const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString();
const card = (keyword: string, value: string | number) => ({ keyword, value, comment: 'as set' });

it('a header report writes each header down, compares them in a table and says where they differ', async () => {
  using night = new Night();
  const inputs = ['V', 'B,"x"'].map((filter, i) =>
    night.frame(`${i}.fits`, '2020-01-01T00:00:00', { cards: [card('OBJECT', 'M 31'), card('FILTER', filter)] }),
  );
  const trial = await tryOut(headerReport, { inputs, params: { keywords: 'object,FILTER,GAIN' } });
  const { products, says, facts } = succeeded(trial);
  expect(products.map(({ file, tag }) => [file, tag])).toEqual([
    ['0.header.txt', 'header'],
    ['1.header.txt', 'header'],
    ['headers.csv', 'headers'],
  ]);
  expect(text(products[0]?.content)).toMatch(/^HDU 0\nSIMPLE = true.*\nOBJECT = "M 31" \/ as set\n/s);
  expect(text(products[2]?.content)).toBe('file,OBJECT,FILTER,GAIN\n0.fits,M 31,V,\n1.fits,M 31,"B,""x""",\n');
  expect(says).toBe('2 headers; they differ in FILTER');
  expect(facts).toEqual({ files: 2, differ: ['FILTER'], missing: 2 });
  expect(trial.said).toContain('warn 0.fits has no GAIN');
});

it('a header report takes keywords and nothing else', async () => {
  using night = new Night();
  const inputs = [night.frame('a.fits', null)];
  for (const keywords of ['', 'OBJECT;id', 'FAR-TOO-LONG', 'A,,B', '$(id)'])
    expect(because(await tryOut(headerReport, { inputs, params: { keywords } }))).toMatch(
      /^Wrong parameters: keywords/,
    );
});
