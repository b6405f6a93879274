import type { CameraSite, Site } from '@nightjar/contracts';

/** A telescope of the site as a form sees it. */
export interface Facility {
  readonly name: string;
  /** Cameras it carries; without one nothing can be asked of it. */
  readonly cameras: readonly CameraSite[];
}

/** @returns undefined where the site has no such telescope */
export function facilityNamed(site: Site, name: string): Facility | undefined {
  if (!site.telescopes.some((telescope) => telescope.name === name)) return undefined;
  return { name, cameras: site.cameras.filter(({ telescope }) => telescope === name) };
}

/** What may be asked of a facility, and why not. */
export type Support = { readonly ok: boolean; readonly because: string };

/** Whether there can be templates for a facility. */
export const supportsTemplates = ({ name, cameras }: Facility): Support =>
  cameras.length > 0
    ? { ok: true, because: `${name} carries ${cameras.map((camera) => camera.name).join(', ')}` }
    : { ok: false, because: `the telescope ${name} carries no camera: there is nothing to ask of it` };

/** The filters that may be asked for, by instrument, in the order of the wheel. */
export const schedulableFilters = (
  instruments: readonly Pick<CameraSite, 'name' | 'filters' | 'notSchedulable'>[],
): Readonly<Record<string, string[]>> =>
  Object.fromEntries(
    instruments.map(({ name, filters, notSchedulable = [] }) => [
      name,
      filters.filter((filter) => !notSchedulable.includes(filter)),
    ]),
  );
