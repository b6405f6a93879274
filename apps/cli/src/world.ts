import { resolve } from 'node:path';

/** Everything a command may touch, so that a spec can hand it another one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Data, to standard output. */
  readonly say: (text: string) => void;
  /** Talk, to standard error. */
  readonly talk: (text: string) => void;
  readonly colour: boolean;
  /** Talk is read on a terminal: a line of it may be written over. */
  readonly terminal?: boolean;
  /** Aborts on Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** The checkout; a spec may name another folder. */
  readonly root?: string;
}

/** The checkout this program was compiled in: apps/cli/dist or apps/cli/src lies three folders below it. */
export const rootOf = (world: World): string => world.root ?? resolve(import.meta.dirname, '../../..');

/** One record of data as a line of JSON. */
export const sayJson = (world: World, record: unknown): void => world.say(`${JSON.stringify(record)}\n`);
