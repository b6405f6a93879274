import type { Exit } from './exit.js';
import type { World } from './world.js';

export interface Flag {
  readonly type: 'boolean';
  readonly says: string;
  /** One letter that stands for it. */
  readonly short?: string;
}

export interface Setting {
  readonly type: 'string';
  readonly says: string;
  /** What stands for the value in the help, e.g. PORT. */
  readonly value: string;
  readonly short?: string;
  /** It may be given again and again. */
  readonly multiple?: true;
}

export type Options = Readonly<Record<string, Flag | Setting>>;

type Value<Option> = Option extends Flag
  ? boolean
  : Option extends { readonly multiple: true }
    ? readonly string[]
    : string | undefined;

/** What was typed after a command's name. */
export interface Given<O extends Options> {
  readonly options: { readonly [K in keyof O]: Value<O[K]> };
  readonly positionals: readonly string[];
  readonly json: boolean;
}

export interface Command<O extends Options = Options> {
  /** One or two words: `doctor`, `voevent send`. */
  readonly name: string;
  readonly says: string;
  /** What one types, and what it does. The first thing the help shows. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly options: O;
  /** What may stand after the options, e.g. `FILE|-`, at most one word unless `most` says more; absent: nothing may. */
  readonly positional?: { readonly name: string; readonly required: boolean; readonly most?: number };
  /** Hands on everything after the name without reading it. */
  readonly passesOn?: true;
  run(given: Given<O>, world: World): Promise<Exit>;
}

export const defineCommand = <const O extends Options>(command: Command<O>): Command<O> => command;
