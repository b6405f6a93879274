import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFaults } from './config.js';
import { builtInSites, readSite } from './site-file.js';

describe('a site', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightjar-site-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is built in by name', () => {
    expect(builtInSites()).toEqual(expect.arrayContaining(['la-silla', 'maunakea', 'san-pedro-martir']));
    expect(readSite('la-silla').latitudeDeg).toBeCloseTo(-29.26, 1);
  });

  it('that does not exist is refused with the names of those that do', () => {
    expect(() => readSite('atlantis')).toThrow(/there is no site atlantis; built in are .*la-silla/);
  });

  it('is a file whose faults are all named at once', async () => {
    const path = join(folder, 'mine.json');
    await writeFile(path, JSON.stringify({ ...readSite('ohp'), latitudeDeg: 'north', cameras: [] }));
    expect(() => readSite(path)).toThrow(ConfigFaults);
    expect(() => readSite(path)).toThrow(/latitudeDeg[\s\S]*cameras/);
  });
});
