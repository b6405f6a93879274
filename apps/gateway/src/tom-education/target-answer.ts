import type { DataProduct, PhotometryDatum, Process, Target } from '@nightjar/contracts';

/** A film of a target, in the keys of tom_education. */
export interface TimelapseShown {
  readonly name: string;
  readonly format: string;
  readonly url: string;
  readonly frames: number;
  /** UNIX seconds with fractions. */
  readonly created: number;
}

export interface TargetAnswer {
  readonly target: { readonly name: string; readonly extra_fields: Target['extras'] };
  readonly timelapses: readonly TimelapseShown[];
  readonly data: { readonly csv: string; readonly plot: string | null };
}

/** What is known beside the target itself. */
export interface Known {
  /** Its timelapse processes, of any state. */
  readonly made: readonly Process[];
  /** Products that are there, by identifier. */
  readonly products: ReadonlyMap<string, DataProduct>;
  /** The newest product that is tagged as a plot. */
  readonly plot: DataProduct | null;
  /** Where this gateway is, as the caller sees it: `http://host:port`. */
  readonly site: string;
}

const urlOf = ({ id }: DataProduct): string => `/api/data-products/${id}/file`;

/** `GET /api/target/<target>/`: timelapses newest first, only those that were made and are still there. */
export function targetAnswer({ id, name, extras }: Target, { made, products, plot, site }: Known): TargetAnswer {
  const timelapses = made.flatMap(({ pipeline, state, outputs, inputs, finished }): TimelapseShown[] => {
    if (pipeline !== 'timelapse' || state !== 'SUCCEEDED' || finished === null) return [];
    const film = outputs.map((output) => products.get(output.id)).find((product) => product !== undefined);
    if (!film) return [];
    const format = film.name.slice(film.name.lastIndexOf('.') + 1);
    return [{ name: film.name, format, url: urlOf(film), frames: inputs.length, created: Date.parse(finished) / 1000 }];
  });
  return {
    target: { name, extra_fields: extras },
    timelapses: timelapses.sort((a, b) => b.created - a.created),
    data: { csv: `${site}/targets/${id}/data/download/`, plot: plot && urlOf(plot) },
  };
}

/** Rows of time, magnitude and error, without a header, as tom_education writes them; upper limits have no magnitude. */
export const photometryCsv = (data: readonly PhotometryDatum[]): string =>
  data
    .filter(({ mag }) => mag !== null)
    .map(({ time, mag, magError }) => `${isoT(time)},${mag},${magError ?? ''}\r\n`)
    .join('');

/** Python's `isoformat`: an offset rather than Z, and no fraction where it is zero. */
const isoT = (time: string): string => time.replace(/(?:\.0+)?Z$/, '+00:00');

/** The file is named after the target. */
export const csvName = (target: string): string => `${target.replace(/[^\w+-]/g, '_')}.csv`;
