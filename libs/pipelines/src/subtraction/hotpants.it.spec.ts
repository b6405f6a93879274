import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { firstImage, hotpantsPair, hotpantsRun, readFits } from '@nightjar/imaging';
import { HotpantsPeer, type HotpantsManner } from '@nightjar/testkit';
import { execFileSync } from 'node:child_process';
import { Night } from '../frame/night.fixture.js';
import { judgeArguments } from '../kit/tool-arguments.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import type { CandidateRecord } from '../science/candidate-files.js';
import { exposeField, placeAt } from '../science/field.fixture.js';
import { hotpants } from './hotpants.js';
import { subtraction } from './subtraction.js';

// a machine that does much else besides takes ten times as long
jest.setTimeout(180_000);

const risen = { ...placeAt(30, 40), mag: 13 };
const gone = { ...placeAt(-70, -55), mag: 13 };
const science = exposeField(11, { more: [risen], scene: { fwhmArcsec: 13 } });
// 0.3 mag less transparent: the fluxes have to be brought to one scale
const template = exposeField(12, { more: [gone], scene: { fwhmArcsec: 10, zeroPointMag: 20.2 } });
const run = async (params: object = {}) => {
  using night = new Night();
  const inputs = [night.file('a.fits', science.file), night.file('b.fits', template.file)];
  return await tryOut(subtraction, {
    inputs,
    params: { template: 'custom', subtractionMethod: 'hotpants', ...params },
  });
};

describe('a subtraction with HOTPANTS', () => {
  let peer: HotpantsPeer | undefined;
  afterEach(() => peer?.[Symbol.dispose]());
  const onPath = (manner?: HotpantsManner) => (peer = new HotpantsPeer(manner));

  it('calls it with nothing but what its declaration allows', () => {
    const [first, second] = [science, template].map(({ file }) => ({
      ...{ image: firstImage(readFits(file)).image, gainEPerAdu: 1.5, saturationAdu: 59_000 },
    }));
    if (!first || !second) throw new Error('no frames');
    const pair = hotpantsPair(first, second);
    const settings = { convolve: 'template', stars: pair.stars, extra: { nsx: 5, ft: 10, r: 12, rss: 15 } } as const;
    const { arguments: args } = hotpantsRun(pair.science, pair.template, settings);
    expect(args.slice(args.indexOf('-r'), args.indexOf('-r') + 4)).toEqual(['-r', '12', '-rss', '15']);
    expect(judgeArguments(hotpants, args, { workdir: '/work', inputs: [] })).toMatchObject({ ok: true });
  });

  it('finds what is new and what is gone at its place, with its magnitude, in every part', async () => {
    onPath();
    const { facts, products } = succeeded(await run({ subSize: 210 }));
    const candidates = facts['candidates'] as readonly CandidateRecord[];
    const lost = science.wcs.skyToPixel(gone) ?? { xPx: NaN, yPx: NaN };
    for (const [sign, star, { xPx, yPx }] of [
      ['positive', risen, science.added[0] ?? lost],
      ['negative', gone, lost],
    ] as const) {
      const found = candidates.find((one) => Math.hypot(one.xPx - xPx, one.yPx - yPx) < 1);
      expect(found).toMatchObject({ kept: true, sign });
      expect(Math.abs((found?.mag ?? NaN) - star.mag)).toBeLessThan(0.1);
    }
    expect(candidates.filter(({ kept }) => kept).length).toBeLessThanOrEqual(3);
    expect(facts['parts']).toHaveLength(4);
    expect(products.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['sub_diff.fits', 'sub_ediff.fits', 'sub_conv.fits']),
    );
  });

  it('hands on what it is told besides, and says of our own kernel that it means nothing to it', async () => {
    onPath();
    expect(succeeded(await run({ hotpantsExtra: { ko: 1, nsx: 6, nss: 2 } })).facts['candidatesKept']).toBeGreaterThan(
      1,
    );
    const own = await run({ hotpantsExtra: { ko: 1, nsx: 6 }, subtractionMethod: 'own' });
    expect(own.said.join('\n')).toMatch(/warn hotpantsExtra: nsx mean nothing to our own kernel/);
    // a stamp that is smaller than the kernel is HOTPANTS's own to refuse
    expect(because(await run({ hotpantsExtra: { r: 20, rss: 5 } }))).toMatch(
      /rss \(5\) < r \(20\) : conflicting requests/,
    );
    expect(because(await run({ hotpantsExtra: { inim: 1 } }))).toMatch(/hotpantsExtra/);
  });

  it.each<[HotpantsManner, RegExp]>([
    ['crashes', /^Nothing could be subtracted: hotpants .*/],
    ['refuses', /FATAL ERROR iu \(-3\.0\)/],
    ['leaves nothing', /hotpants ended well, and left nothing/],
    ['cuts short', /what hotpants left cannot be read/],
  ])('fails in words where it %s', async (manner, words) => {
    onPath(manner);
    expect(because(await run())).toMatch(words);
  });

  it('is ended where it takes too long', async () => {
    onPath('hangs');
    expect(because(await run({ hotpantsTimeout: 0.5 }))).toMatch(/hotpants .*0\.5 s/);
  });

  it('is refused in words where it is not installed', async () => {
    const path = process.env['PATH'];
    // as on a machine without it, should this one have it
    process.env['PATH'] = '/nowhere';
    try {
      expect(because(await run())).toMatch(/not installed: .*hotpants/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('the peer of HOTPANTS', () => {
  it.each([
    [['-inim', 'a', '-depth', '3'], 'Unknown option : -depth'],
    [['a.fits'], 'Unexpected string encountered on command line : a.fits'],
    [['-inim', 'a', '-tmplim', 'b'], 'FATAL ERROR outim : required command line option'],
    [['-INIM', 'a', '-tmplim', 'b', '-outim', 'c', '-r', '20'], 'FATAL ERROR rss (15) < r (20) : conflicting requests'],
    [['-inim', 'a', '-tmplim', 'b', '-outim', 'c', '-c', 'x'], "FATAL ERROR c (x) : invalid char ('i' or 't' or 'b')"],
    [['-inim', '/nowhere', '-tmplim', 'b', '-outim', 'c'], 'could not open the named file'],
  ])('refuses %j as it does', (args, words) => {
    using peer = new HotpantsPeer();
    const env = { ...process.env, PATH: peer.path };
    expect(() => execFileSync('hotpants', args, { env, stdio: ['ignore', 'ignore', 'pipe'] })).toThrow(words);
  });
});
