import type { Site } from '@nightjar/contracts';
import type { DevicePlan } from './device.js';

/** The devices of a site, as this service connects to them. */
export const plansOf = (site: Site): DevicePlan[] => [
  ...site.telescopes.map((one) => plan(one, 'telescope', 'TELESCOPE', ['STATE', 'LIMIT'])),
  ...site.cameras.map((one) => plan(one, 'camera', `CAMERA.${one.name}`, ['STATE'])),
  ...site.domes.map((one) => plan(one, 'dome', 'DOME', ['SHUTTER'])),
  ...site.weather.map((one) => plan(one, 'weather', 'PLC', ['WEATHER'])),
];

const plan = (
  { name, host, port }: { name: string; host: string; port: number },
  kind: DevicePlan['kind'],
  word: string,
  topics: readonly string[],
): DevicePlan => ({ name, kind, word, host, port, topics });
