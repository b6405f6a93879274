import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import type { Card } from '../fits/card.js';
import { Header, writeHeader } from '../fits/header.js';
import { firstImage, readFits } from '../fits/read.js';
import { readWcs } from '../wcs/read-wcs.js';
import { repairWcsHeader } from '../wcs/repair-header.js';
import { separationDeg } from '../wcs/tangent.js';
import { toSip, toTpv } from '../wcs/convert.js';
import type { Wcs } from '../wcs/wcs.js';
import { describeWithAstropy, inFolder, runAstropy } from './astropy.fixture.js';
import { wcsHeaders } from './wcs-headers.fixture.js';

/** For each header and pixel: astropy's sky, and the pixel that astropy finds for our own sky. */
const script = `
import json, sys
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
out = {}
for name, case in json.load(sys.stdin).items():
    w = WCS(fits.Header.fromstring(case['header']))
    order = [w.wcs.lng, w.wcs.lat]
    sky = w.all_pix2world(case['pixels'], 1)[:, order]
    back = w.all_world2pix(np.array(case['sky'])[:, np.argsort(order)], 1, tolerance=1e-9, maxiter=100)
    out[name] = [sky.tolist(), back.tolist()]
print(json.dumps(out))
`;

// other programs are waited for here, on a machine that may be busy
jest.setTimeout(120_000);

interface Case {
  readonly wcs: Wcs;
  readonly header: string;
  readonly pixels: readonly (readonly [number, number])[];
  readonly sky: readonly (readonly [number, number])[];
}

const grid = (widthPx: number, heightPx: number): [number, number][] =>
  [0.5, widthPx / 3, widthPx / 2 + 0.25, widthPx + 0.5].flatMap((x) =>
    [0.5, heightPx / 3, heightPx / 2 - 0.75, heightPx + 0.5].map((y): [number, number] => [x, y]),
  );

function caseOf(header: Header, widthPx: number, heightPx: number): Case {
  const wcs = readWcs(header);
  if (!wcs) throw new Error('the header holds no WCS');
  const pixels = grid(widthPx, heightPx);
  const sky = pixels
    .map(([xPx, yPx]) => wcs.pixelToSky({ xPx, yPx }))
    .map(({ raDeg, decDeg }) => [raDeg, decDeg] as const);
  const cards = repairWcsHeader(header).cards.filter(
    ({ keyword, value }) =>
      value !== undefined &&
      /^(WCSAXES|CTYPE|CUNIT|CRVAL|CRPIX|CD|PC|PV|CROTA|LONPOLE|LATPOLE|EQUINOX|RADESYS|[AB]P?_)/.test(keyword),
  );
  return { wcs, header: writeHeader(cards).toString('latin1'), pixels, sky };
}

/** Worst difference to astropy in pixels, to the sky and back. */
function compare(cases: Record<string, Case>, folder: string): Record<string, [number, number]> {
  const theirs = JSON.parse(runAstropy(script, folder, cases)) as Record<
    string,
    [[number, number][], [number, number][]]
  >;
  return Object.fromEntries(
    Object.entries(cases).map(([name, { wcs, pixels, sky }]) => {
      const [theirSky, theirPixels] = theirs[name] ?? [[], []];
      const toSky = sky.map(([raDeg, decDeg], i) => {
        const there = { raDeg: theirSky[i]?.[0] ?? NaN, decDeg: theirSky[i]?.[1] ?? NaN };
        return (3600 * separationDeg({ raDeg, decDeg }, there)) / wcs.pixelScaleArcsec;
      });
      const toPixel = sky.map(([raDeg, decDeg], i) => {
        const ours = wcs.skyToPixel({ raDeg, decDeg });
        const [x = NaN, y = NaN] = theirPixels[i] ?? [];
        return Math.max(
          Math.hypot((ours?.xPx ?? NaN) - x, (ours?.yPx ?? NaN) - y),
          Math.hypot((ours?.xPx ?? NaN) - (pixels[i]?.[0] ?? NaN), (ours?.yPx ?? NaN) - (pixels[i]?.[1] ?? NaN)),
        );
      });
      return [name, [Math.max(...toSky), Math.max(...toPixel)]];
    }),
  );
}

const corpus = process.env.CORPUS_DIR;
const table = new URL('../../../../fixtures/wcs/astropy.json', import.meta.url);
const tabulated: [number, number][] = [
  [1, 1],
  [1024, 300.5],
  [700.25, 768],
];

describeWithAstropy('a world coordinate system', () => {
  it('is the same for astropy to a millionth of a pixel, both ways: every form of header that is read', () =>
    inFolder((folder) => {
      const cases = Object.fromEntries(
        Object.entries(wcsHeaders).map(([name, cards]: [string, readonly Card[]]) => [
          name,
          caseOf(new Header(cards), 1024, 768),
        ]),
      );
      for (const [name, [toSky, toPixel]] of Object.entries(compare(cases, folder))) {
        expect([name, toSky < 1e-6, toPixel < 1e-6, toSky, toPixel]).toEqual([name, true, true, toSky, toPixel]);
      }
    }));

  it('is tabulated in fixtures as astropy has it', () =>
    inFolder((folder) => {
      const cases = Object.entries(wcsHeaders).map(([name, cards]) => [
        name,
        { ...caseOf(new Header(cards), 9, 9), pixels: tabulated },
      ]);
      const theirs = JSON.parse(runAstropy(script, folder, Object.fromEntries(cases))) as Record<
        string,
        [[number, number][]]
      >;
      const rows = Object.entries(theirs).map(([name, [sky]]) => [
        name,
        tabulated.map((pixel, i) => [...pixel, ...(sky[i] ?? [])]),
      ]);
      if (process.env.UPDATE === '1') writeFileSync(table, `${JSON.stringify(Object.fromEntries(rows), null, 1)}\n`);
      const kept = JSON.parse(readFileSync(table, 'utf8')) as Record<string, number[][]>;
      for (const [name, values] of Object.entries(Object.fromEntries(rows) as Record<string, number[][]>))
        values
          .flat()
          .forEach((value, i) => expect([name, kept[name]?.flat()[i]]).toEqual([name, expect.closeTo(value, 10)]));
    }));

  (corpus === undefined ? it.skip : it)('is the same on the real frames, and so is what they are converted to', () =>
    inFolder((folder) => {
      const frames = join(corpus ?? '', 'fits');
      const cases: Record<string, Case> = {};
      for (const name of readdirSync(frames).filter((file) => /^(decam|pocs-solved).*\.f/.test(file))) {
        const { header, image } = firstImage(readFits(readFileSync(join(frames, name))));
        const whole = caseOf(header, image.widthPx, image.heightPx);
        cases[name] = whole;
        const [sip, tpv] = [toSip(whole.wcs, image, 3), toTpv(whole.wcs, image)];
        expect([name, sip.worstPx < 1e-4, tpv.worstPx < 1e-6, sip.worstPx, tpv.worstPx]).toEqual([
          name,
          true,
          true,
          sip.worstPx,
          tpv.worstPx,
        ]);
        cases[`${name} as SIP`] = caseOf(new Header(sip.wcs.cards), image.widthPx, image.heightPx);
        cases[`${name} as TPV`] = caseOf(new Header(tpv.wcs.cards), image.widthPx, image.heightPx);
      }
      expect(Object.keys(cases).length).toBeGreaterThan(15);
      for (const [name, [toSky, toPixel]] of Object.entries(compare(cases, folder))) {
        expect([name, toSky < 1e-6, toPixel < 1e-6, toSky, toPixel]).toEqual([name, true, true, toSky, toPixel]);
      }
    }),
  );
});
