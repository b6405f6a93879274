import { openSky, SkyConfig, skySettings, type OpenSky, type SkySettings } from '@nightjar/sky-servers';
import { Exit, Stop } from '../exit.js';
import { addressesOf, homeOf, setting } from '../settings.js';
import type { World } from '../world.js';

/** The settings of the sky for a command on this machine. @throws Stop naming every setting that is wrong */
export function skySettingsHere(world: World, offline: boolean): SkySettings {
  const given = Object.keys(SkyConfig.shape).flatMap((name) => {
    const value = setting(world, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const read = SkyConfig.safeParse(Object.fromEntries(given));
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Stop(Exit.usage, faults.join('; '));
  }
  const settings = skySettings(read.data, homeOf(world), databaseOf(world));
  return offline ? { ...settings, offline: true } : settings;
}

/** The database of the running site, or the one that is set; undefined when there is none. */
export const databaseOf = (world: World): string | undefined =>
  setting(world, 'NIGHTJAR_DATABASE_URL') ?? addressesOf(world)['NIGHTJAR_DATABASE_URL'];

export const skyHere = (world: World, offline: boolean): OpenSky =>
  openSky(skySettingsHere(world, offline), world.interrupted);
