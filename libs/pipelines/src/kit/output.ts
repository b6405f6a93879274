import type { DataProduct, PhotometryDatum } from '@nightjar/contracts';

/** A file that a process made. Its name is that of the file alone; the process's identifier is put before it. */
export interface MadeProduct {
  readonly file: string;
  readonly type: DataProduct['type'];
  readonly mediaType: string;
  readonly content: Uint8Array;
  /** The product it was made from. */
  readonly of: DataProduct['id'] | null;
  /** What kind of thing it is, in the pipeline's own words: `timelapse`. */
  readonly tag?: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** A value that a process measured; the process, its target and the trace are added by who runs it. */
export type MadeDatum = Omit<PhotometryDatum, 'id' | 'target' | 'process' | 'traceId'>;

/** A text that belongs to the target's reduced data as a whole, under the name of its file. */
export interface MadeDocument {
  readonly file: string;
  readonly text: string;
  readonly tag: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** A file of the workdir that is offered as an output. */
export interface FileOutput {
  /** Path in the workdir; the last part is the name of the output. */
  readonly file: string;
  /** `data-product` (default): the file is kept. `reduced-datum`: its text is a datum of the target. */
  readonly kind?: 'data-product' | 'reduced-datum';
  /** Default `other`. */
  readonly type?: DataProduct['type'];
  /** Default: by the end of its name. */
  readonly mediaType?: string;
  readonly of?: DataProduct['id'] | null;
  readonly tag?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  ecsv: 'text/csv',
  fits: 'application/fits',
  fz: 'application/fits',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  log: 'text/plain',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  vot: 'application/x-votable+xml',
  webm: 'video/webm',
};

export const mediaTypeOf = (file: string): string =>
  mediaTypes[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';

/** The name a product of a process goes by in the catalogue. */
export const productName = (identifier: string, file: string): string => `${identifier}_${file}`;

/** The name of the group that holds all products of a process. */
export const groupName = (identifier: string): string => `${identifier}_outputs`;

const longestName = 120;

/** What is wrong with the name of an output; undefined when it is lawful: one part of a path, printable, not hidden. */
export function faultOfName(file: string): string | undefined {
  if (file === '' || file.startsWith('.')) return `An output needs a name that does not begin with a dot.`;
  if (file.length > longestName) return `The name of an output has at most ${longestName} characters.`;
  return /^[^/\\\p{Cc}]+$/u.test(file)
    ? undefined
    : `${JSON.stringify(file)} is no name of an output: no slashes, no control characters.`;
}
