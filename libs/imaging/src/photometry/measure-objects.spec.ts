import { describe, expect, it } from '@jest/globals';
import { enclosedShare } from '../synthetic/moffat.js';
import { random } from '../synthetic/random.js';
import { centreOfMass } from './centre-of-mass.js';
import { binnedMedian, frameFwhm, fwhmMap, halfFluxRadius, radialShape } from './fwhm.js';
import { groupsOf } from './groups.js';
import { measureObjects } from './measure-objects.js';
import { objectFlag } from './object-flags.js';
import { empiricalProfile } from './empirical-profile.js';
import { extractOptimally } from './optimal.js';
import { gaussianProfile, moffatProfile } from './profile.js';
import { deviation, mean, renderedField } from './rendered-field.fixture.js';

const aperture = { radiusPx: 4.5, annulusPx: [12, 18] } as const;

describe('the aperture fluxes of a frame', () => {
  it.each([
    ['bright', 11.5],
    ['faint', 16],
  ])('of %s stars (mag %p) are those of the sky that was rendered, with errors that are true', (_, mag) => {
    const bright = renderedField(() => 11, 90, { changes: { saturationAdu: 65_535 } });
    const share = mean(
      measureObjects(bright.frame, bright.stars, aperture).map(
        ({ fluxAdu }, i) => (fluxAdu * 1.5) / (bright.stars[i]?.electrons ?? NaN),
      ),
    );
    expect(Math.abs(share / enclosedShare(4.5, 3.05) - 1)).toBeLessThan(0.02);
    const measured = [1, 2, 3].flatMap((seed) => {
      const { frame, stars } = renderedField(() => mag, seed);
      return measureObjects(frame, stars, aperture).map((flux, i) => ({
        flux,
        truth: ((stars[i]?.electrons ?? NaN) * share) / 1.5,
      }));
    });
    const pulls = measured.map(({ flux, truth }) => (flux.fluxAdu - truth) / flux.fluxErrorAdu);
    const bias = mean(measured.map(({ flux, truth }) => flux.fluxAdu / truth)) - 1;
    expect(Math.abs(bias)).toBeLessThan(
      Math.max(
        0.003,
        (3 * deviation(measured.map(({ flux, truth }) => flux.fluxAdu / truth))) / Math.sqrt(pulls.length),
      ),
    );
    expect(Math.abs(mean(pulls))).toBeLessThan(0.3);
    expect(deviation(pulls)).toBeGreaterThan(0.85);
    expect(deviation(pulls)).toBeLessThan(1.2);
  });

  const flat = { widthPx: 60, heightPx: 60, data: new Float32Array(3600) };
  const rms = new Float32Array(3600).fill(2);

  it('say what an empty aperture would scatter by, with partial pixels counted as independent ones', () => {
    const dice = random(4);
    const noisy = Array.from({ length: 400 }, () => {
      const image = { ...flat, data: flat.data.map(() => 2 * dice.normal()) };
      return measureObjects({ image, rms, gainEPerAdu: 1e9 }, [{ xPx: 30.3, yPx: 30.4 }], { radiusPx: 1.6 })[0];
    });
    const stated = mean(noisy.map((flux) => flux?.skyFluxErrorAdu ?? NaN));
    expect(Math.abs(deviation(noisy.map((flux) => flux?.fluxAdu ?? NaN)) / stated - 1)).toBeLessThan(0.12);
  });

  it('are flagged for masked and saturated pixels, the edge, and places that are none', () => {
    const image = { ...flat, data: flat.data.map((_, i) => (i === 10 * 60 + 10 ? 900 : 0)) };
    const mask = new Uint8Array(3600);
    mask[40 * 60 + 40] = 1;
    const places = [
      { xPx: 11, yPx: 11, flags: 2 },
      { xPx: 41, yPx: 41 },
      { xPx: 2, yPx: 30 },
      { xPx: 80, yPx: 30 },
      { xPx: NaN, yPx: 30 },
      { xPx: 30, yPx: 30 },
    ];
    const measured = measureObjects({ image, rms, gainEPerAdu: 1, mask, saturationAdu: 800 }, places, {
      radiusPx: 3,
      annulusPx: [5, 8],
    });
    expect(measured.map(({ flags }) => flags)).toEqual([
      objectFlag.deblended | objectFlag.saturated,
      objectFlag.maskedAperture,
      objectFlag.cut,
      ...[objectFlag.badPosition, objectFlag.badPosition, 0],
    ]);
    expect(measured[3]?.fluxAdu).toBeNaN();
    expect(() => measureObjects({ image, rms, gainEPerAdu: 1 }, places, { radiusPx: 0 })).toThrow(/holds nothing/);
  });
});

describe('optimal extraction', () => {
  it('beats the aperture on faint stars, and its errors are true', () => {
    const runs = [11, 12, 13].flatMap((seed) => {
      const { frame, stars } = renderedField(() => 16.5, seed);
      const best = extractOptimally(frame, stars, { profileAt: () => moffatProfile(3, 3.5), radiusPx: 6 });
      const plain = measureObjects(frame, stars, { radiusPx: 4.5 });
      // its flux is that in the circle
      const share = enclosedShare(6, 3);
      return stars.map((star, i) => ({ truth: (share * star.electrons) / 1.5, best: best[i], plain: plain[i] }));
    });
    const pulls = runs.map(({ truth, best }) => ((best?.fluxAdu ?? NaN) - truth) / (best?.fluxErrorAdu ?? NaN));
    expect(Math.abs(mean(pulls))).toBeLessThan(0.3);
    expect(Math.abs(deviation(pulls) - 1)).toBeLessThan(0.15);
    const scatter = (of: 'best' | 'plain') => deviation(runs.map((run) => (run[of]?.fluxAdu ?? NaN) / run.truth));
    expect(scatter('best')).toBeLessThan(0.85 * scatter('plain'));
  });

  it('separates stars 1.5 widths apart where an aperture adds them up', () => {
    const { frame, stars } = renderedField(() => 14, 21, { companionPx: 4.5, companionMag: 1 });
    const best = extractOptimally(frame, stars, { profileAt: () => moffatProfile(3, 3.5), radiusPx: 4 });
    const faint = best.flatMap((flux, i) =>
      stars[i]?.mag === 15 ? [(flux.fluxAdu * 1.5) / (stars[i]?.electrons ?? NaN)] : [],
    );
    expect(Math.abs(mean(faint) / enclosedShare(4, 3) - 1)).toBeLessThan(0.02);
    expect(best.every(({ group }) => group.length === 2)).toBe(true);
    const plain = measureObjects(frame, stars, { radiusPx: 4 });
    const added = plain.flatMap((flux, i) =>
      stars[i]?.mag === 15 ? [(flux.fluxAdu * 1.5) / (stars[i]?.electrons ?? NaN)] : [],
    );
    expect(mean(added)).toBeGreaterThan(1.3);
  });

  it('by the profile that the stars of the frame have beats the aperture on faint ones, and is as good on bright ones', () => {
    // narrower than the profile that it begins with
    const runs = [31, 32, 33].flatMap((seed) => {
      const { frame, stars } = renderedField((i) => (i % 3 === 0 ? 16 : 12.5), seed, { changes: { fwhmArcsec: 5.2 } });
      const bright = stars.filter(({ mag }) => mag < 13);
      const [radiusPx, annulusPx] = [4.5, [12, 18] as const];
      const profile = empiricalProfile(frame, bright, { fwhmPx: 3, radiusPx, annulusPx });
      if (!profile) throw new Error('a profile is wanted');
      expect(profile.order).toBe(2);
      const best = extractOptimally(frame, stars, { ...profile, radiusPx, annulusPx });
      const plain = measureObjects(frame, stars, { radiusPx, annulusPx });
      return stars.map((star, i) => ({ star, best: best[i], plain: plain[i] }));
    });
    const scatter = (of: 'best' | 'plain', mag: number) =>
      deviation(runs.flatMap((run) => (run.star.mag === mag ? [(run[of]?.fluxAdu ?? NaN) / run.star.electrons] : [])));
    expect(scatter('best', 16)).toBeLessThan(0.85 * scatter('plain', 16));
    expect(scatter('best', 12.5)).toBeLessThan(1.1 * scatter('plain', 12.5));
    const ratios = runs.flatMap(({ star, best, plain }) =>
      star.mag < 13 ? [(best?.fluxAdu ?? NaN) / (plain?.fluxAdu ?? NaN)] : [],
    );
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(0.002);
  });

  it('is told of no profile by seven stars', () => {
    const { frame, stars } = renderedField(() => 13, 34);
    expect(empiricalProfile(frame, stars.slice(0, 7), { fwhmPx: 3, radiusPx: 4 })).toBeUndefined();
  });

  it('says which stars it could not tell apart, and measures the others', () => {
    const { frame, stars } = renderedField(() => 13, 22);
    const [star] = stars;
    if (!star) throw new Error('a star is wanted');
    const measured = extractOptimally(frame, [star, star, ...stars.slice(5, 6)], {
      profileAt: () => gaussianProfile(3),
      radiusPx: 5,
    });
    expect(measured.map(({ flags }) => flags & objectFlag.noFit)).toEqual([objectFlag.noFit, objectFlag.noFit, 0]);
  });

  it('groups neighbours of neighbours, and leaves a place that is none alone', () => {
    const at = (xPx: number) => ({ xPx, yPx: 1 });
    expect(groupsOf([at(1), at(9), at(5), at(30), at(NaN)], 4.5)).toEqual([[0, 1, 2], [3], [4]]);
  });
});

describe('a profile', () => {
  it('spreads the light of one star, wherever its centre lies in the pixel', () => {
    for (const [profile, close] of [
      [gaussianProfile(1.3), 10],
      [gaussianProfile(4), 10],
      [moffatProfile(3, 4.765), 3],
    ] as const) {
      let sum = 0;
      for (let x = -40; x <= 40; x++) for (let y = -40; y <= 40; y++) sum += profile(x + 0.31, y - 0.17);
      expect(sum).toBeCloseTo(1, close);
    }
  });
});

describe('the width of stars', () => {
  it('is the one that was rendered, well sampled or not', () => {
    for (const fwhmArcsec of [3, 7]) {
      const { frame, stars } = renderedField(() => 12.5, 31, { step: 110, changes: { fwhmArcsec } });
      const widths = stars.map((star) => radialShape(frame.image, star, { radiusPx: 2 * fwhmArcsec })?.fwhmPx ?? NaN);
      expect(Math.abs(mean(widths) / (fwhmArcsec / 2) - 1)).toBeLessThan(0.02);
    }
  });

  it('is twice the half-flux radius of a Gaussian', () => {
    const profile = gaussianProfile(5);
    const image = {
      widthPx: 61,
      heightPx: 61,
      data: Float32Array.from({ length: 3721 }, (_, i) => 1000 * profile((i % 61) - 30.2, Math.floor(i / 61) - 29.9)),
    };
    const radius = halfFluxRadius(image, { xPx: 31.2, yPx: 30.9 }, { radiusPx: 20 });
    // the pixels widen it twice, by integrating the star and by being cut: sigma^2 + 2/12
    expect((radius ?? NaN) / (0.5 * Math.sqrt(25 + (16 * Math.LN2) / 12))).toBeCloseTo(1, 2);
    expect(
      halfFluxRadius({ ...image, data: new Float32Array(3721) }, { xPx: 30, yPx: 30 }, { radiusPx: 9 }),
    ).toBeUndefined();
    expect(
      radialShape({ ...image, data: new Float32Array(3721) }, { xPx: 30, yPx: 30 }, { radiusPx: 9 }),
    ).toBeUndefined();
  });

  it('of the frame is the median of its good stars, and its map shows where it grows', () => {
    const stars = Array.from({ length: 400 }, (_, i) => {
      const [xPx, yPx] = [5 * (i % 20) + 3, 5 * Math.floor(i / 20) + 3];
      return { xPx, yPx, fwhmPx: i % 10 === 0 ? 40 : 2 + xPx / 100, flags: i % 10 === 0 ? 4 : 0, magError: 0.01 };
    });
    expect(frameFwhm(stars)).toEqual({ fwhmPx: expect.closeTo(2.5, 1), stars: 360 });
    const map = fwhmMap({ widthPx: 100, heightPx: 100 }, stars);
    expect([map.values[0], map.values[7], map.counts.reduce((sum, n) => sum + n, 0)]).toEqual([
      expect.closeTo(2.05, 1),
      expect.closeTo(2.95, 1),
      360,
    ]);
    expect(binnedMedian({ widthPx: 10, heightPx: 10 }, [], 2).values).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('the centre of mass', () => {
  it('is within a tenth of a pixel of a bright star from a pixel away, and undefined on nothing', () => {
    const { frame, stars } = renderedField(() => 12, 41);
    const off = stars.map((star) => {
      const found = centreOfMass(frame.image, { xPx: star.xPx + 0.6, yPx: star.yPx - 0.8 }, { apertureRadiusPx: 6.2 });
      return Math.hypot((found?.xPx ?? NaN) - star.xPx, (found?.yPx ?? NaN) - star.yPx);
    });
    expect(mean(off)).toBeLessThan(0.1);
    const dark = { widthPx: 9, heightPx: 9, data: new Float32Array(81) };
    expect(centreOfMass(dark, { xPx: 5, yPx: 5 }, { apertureRadiusPx: 3 })).toBeUndefined();
  });
});
