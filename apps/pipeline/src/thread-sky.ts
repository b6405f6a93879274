import { noSky, type Sky } from '@nightjar/catalogues';
import type { SkySettings } from '@nightjar/sky-servers';

/** What a computing thread is started with. */
export interface ThreadData {
  /** Where the site's own pipelines lie. */
  readonly folder: string;
  /** Absent: pipelines of this thread ask no server. */
  readonly sky?: SkySettings;
}

/**
 * The thread's own sky: what is being asked ends with the thread, which is how a process is cancelled. The database's driver
 * is loaded by the first pipeline that asks.
 */
export function skyOfThread({ sky: settings }: ThreadData): Sky {
  if (!settings) return noSky;
  let opened: Promise<Sky> | undefined;
  const sky = (): Promise<Sky> => (opened ??= import('@nightjar/sky-servers').then(({ openSky }) => openSky(settings)));
  return {
    stars: async (wanted) => (await sky()).stars(wanted),
    template: async (wanted) => (await sky()).template(wanted),
    resolve: async (name) => (await sky()).resolve(name),
    solarSystem: async (cone, at) => (await sky()).solarSystem(cone, at),
    variables: async (cone) => (await sky()).variables(cone),
  };
}
