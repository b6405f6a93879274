// From settings and flags to what will run: site, clock, whether the demonstration is played, environment, ports.
import { join } from 'node:path';
import { parseClock } from './clock.mjs';
import { DEMONSTRATION_CLOCK } from './demonstration.mjs';
import { CACHE } from './places.mjs';
import { PORT_SETTINGS } from './settings.mjs';
import { DEMONSTRATION_SITE, findSite } from './site.mjs';

/** Where the simulator takes faults and weather. @param {import('./settings.mjs').Settings} settings */
const controlPort = (settings) => ({
  port: Number(settings.NIGHTJAR_SIMULATOR_CONTROL_PORT ?? 11149),
  setting: 'NIGHTJAR_SIMULATOR_CONTROL_PORT',
});

/**
 * @param {import('./settings.mjs').Settings} settings
 * @param {{ demonstration: boolean }} flags
 * @param {number} now wall clock, ms: the moment at which a played clock starts
 * @param {(name: string) => import('./site.mjs').Site} [find]
 */
export function arrange(settings, flags, now, find = findSite) {
  const practice = !settings.NIGHTJAR_SITE; // without a site of one's own there is only the demonstration night
  const demonstration = flags.demonstration && practice;
  const site = find(settings.NIGHTJAR_SITE ?? DEMONSTRATION_SITE);
  const clockText = settings.NIGHTJAR_CLOCK ?? (practice ? DEMONSTRATION_CLOCK : undefined);
  const anchor = Number(settings.NIGHTJAR_CLOCK_ANCHOR ?? now);
  return {
    demonstration,
    site,
    clock: parseClock(clockText, anchor),
    url: `http://127.0.0.1:${settings.NIGHTJAR_HTTP_PORT}`,
    /** @type {Record<string, string>} */
    env: {
      ...settings,
      NIGHTJAR_SITE: site.named,
      ...(clockText ? { NIGHTJAR_CLOCK: clockText, NIGHTJAR_CLOCK_ANCHOR: String(anchor) } : {}),
      NODE_COMPILE_CACHE: join(CACHE, 'compile'),
    },
    ports: [
      ...PORT_SETTINGS.map((setting) => ({ port: Number(settings[setting]), setting })),
      ...(site.simulated ? [controlPort(settings)] : []),
      ...site.devicePorts.map((port) => ({ port, setting: `the device's port in ${site.file}` })),
    ],
  };
}
