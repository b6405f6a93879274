import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../place.js';

/** Folder of the data corpora; the oracle's specs run where it is set. */
export const corpus = process.env.CORPUS_DIR;

/** Rows of one table of the astronomy oracle (`astro-oracle/1`). */
export const rows = <Row>(table: string): Row[] => {
  const read: { rows: Row[] } = JSON.parse(readFileSync(join(corpus ?? '', 'oracle', `${table}_dev.json`), 'utf8'));
  return read.rows;
};

/** The oracle's sites, as its rows name them. */
export const SITES = {
  lasilla: { latitudeDeg: -29.2563, longitudeDeg: -70.738, elevationM: 2347 },
  ohp: { latitudeDeg: 43.9308, longitudeDeg: 5.7133, elevationM: 650 },
  spm: { latitudeDeg: 31.0442, longitudeDeg: -115.4637, elevationM: 2830 },
  sso: { latitudeDeg: -31.2733, longitudeDeg: 149.0617, elevationM: 1165 },
  maunakea: { latitudeDeg: 19.8207, longitudeDeg: -155.4681, elevationM: 4205 },
  xinglong: { latitudeDeg: 40.3958, longitudeDeg: 117.5775, elevationM: 900 },
} satisfies Record<string, Place>;
export type Site = keyof typeof SITES;

/** Holds the worst of all residuals against a tolerance; SHOW_RESIDUALS=1 prints it (for the README). */
export const expectWithin = (what: string, residuals: readonly number[], tolerance: number): void => {
  const worst = residuals.reduce((most, r) => (Number.isNaN(r) ? NaN : Math.max(most, Math.abs(r))), 0);
  if (process.env.SHOW_RESIDUALS)
    process.stdout.write(`| ${what} | ${residuals.length} | ${worst.toPrecision(2)} | ${tolerance} |\n`);
  expect(residuals.length).toBeGreaterThan(0);
  expect(worst).toBeLessThanOrEqual(tolerance);
};
