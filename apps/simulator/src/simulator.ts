import type { Site } from '@nightjar/contracts';
import type { Clock, Log } from '@nightjar/service-kit';
import { join } from 'node:path';
import { ControlPort } from './control-port.js';
import { DeviceServer } from './device-server.js';
import { Camera } from './device/camera.js';
import { Dome } from './device/dome.js';
import { Telescope } from './device/telescope.js';
import { Weather } from './device/weather.js';
import { AlertListener } from './sky/alert-listener.js';
import { burstOf } from './sky/burst.js';
import { BurstBook } from './sky/burst-book.js';
import type { Rendered, RenderJob } from './sky/render.js';
import { SkyDarkroom } from './sky/sky-darkroom.js';
import { StarCatalogue } from './sky/star-catalogue.js';

export interface SimulatorOptions {
  readonly site: Site;
  readonly clock: Clock;
  readonly log: Log;
  /** NIGHTJAR_HOME */
  readonly home: string;
  readonly controlPort: number;
  /** Where the site's broker serves its subscribers. */
  readonly vtpPort: number;
  readonly seed: number;
  readonly render: (job: RenderJob) => Promise<Rendered>;
}

export interface Simulator {
  readonly controlPort: number;
  readonly bursts: BurstBook;
  stop(): Promise<void>;
}

/** Every device of a site on its port, under one sky. @throws when a port is taken */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { site, clock, log, seed } = options;
  const folder = join(options.home, 'simulator');
  const bursts = new BurstBook(folder);
  const catalogue = new StarCatalogue(log);

  const telescopes = new Map(
    site.telescopes.map((one, i) => [one.name, new Telescope(site, site.horizon, one, clock, seed + i)]),
  );
  const domes = site.domes.map((one) => ({ one, device: new Dome(one, clock) }));
  const masts = site.weather.map((one, i) => ({ one, device: new Weather(one, clock, seed + 100 + i) }));
  const cameras = site.cameras.map((one) => {
    const telescopeSite = site.telescopes.find(({ name }) => name === one.telescope) ?? site.telescopes[0];
    const telescope = telescopeSite && telescopes.get(telescopeSite.name);
    const dome = domes[0]?.device;
    if (!telescope || !dome) throw new Error(`camera ${one.name} has no telescope or dome`);
    const parts = { site, camera: one, telescopeSite, telescope, dome, catalogue, bursts, folder, seed };
    return { one, device: new Camera(one, clock, new SkyDarkroom({ ...parts, render: options.render })) };
  });

  const telescopeDevices = site.telescopes.flatMap((one) => {
    const device = telescopes.get(one.name);
    return device ? [{ one, device }] : [];
  });
  const all = [...telescopeDevices, ...cameras, ...domes, ...masts];
  const servers = new Map(all.map(({ one, device }) => [one.name, new DeviceServer(one.name, device, clock, log)]));
  for (const { one } of all) {
    await servers.get(one.name)?.listen(one.host, one.port);
    log.info(`${one.name} listens on ${one.host}:${one.port}`);
  }

  const weather = new Map(masts.map(({ one, device }) => [one.name, device]));
  const listener = new AlertListener(
    options.vtpPort,
    (voevent) => {
      const burst = burstOf(voevent);
      if (burst && bursts.add(burst)) log.info(`a burst shines at ${burst.raDeg} ${burst.decDeg}`, { burst });
    },
    log,
  );
  const control = new ControlPort(servers, weather, telescopes, bursts, listener, log);
  const controlPort = await control.listen(options.controlPort);
  listener.start();
  log.info('simulator ready', { site: site.name, controlPort });

  return {
    controlPort,
    bursts,
    stop: async () => {
      listener.stop();
      for (const telescope of telescopes.values()) telescope.close();
      for (const mast of weather.values()) mast.close();
      await Promise.all([control.close(), ...[...servers.values()].map((server) => server.close())]);
    },
  };
}
