/** What may stand in one place of a tool's command line. */
export type ToolValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly whole: boolean }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'text'; readonly pattern: RegExp }
  | { readonly kind: 'file' };

/** An option that stands alone. */
export const none: ToolValue = { kind: 'none' };
export const number = (min: number, max: number): ToolValue => ({ kind: 'number', min, max, whole: false });
export const integer = (min: number, max: number): ToolValue => ({ kind: 'number', min, max, whole: true });
export const choice = (...of: readonly string[]): ToolValue => ({ kind: 'choice', of });
/** Text of which the pattern matches the whole. */
export const text = (pattern: RegExp): ToolValue => ({ kind: 'text', pattern });
/** A file inside the workdir, an input of the process, or one of the tool's `reads`. */
export const file: ToolValue = { kind: 'file' };

/** A program of the field as a value: how it is called, and what of its command line a pipeline may use. */
export interface Tool {
  readonly program: string;
  /** Debian's package that brings it. */
  readonly package: string;
  /** The only options: `'-c': file`, `'--width': integer(1, 100_000)`. The value follows, or is joined by `=`. */
  readonly options: Readonly<Record<string, ToolValue>>;
  /** What arguments without an option may be. Absent: there are none. */
  readonly positional?: ToolValue;
  /** Files outside the workdir that it may be pointed at. */
  readonly reads?: readonly string[];
  /** A file that must be there for it to be of use, with the package that brings it. */
  readonly data?: { readonly name: string; readonly path: string; readonly package: string };
  /** True: it needs the network. Otherwise it runs without, where the machine allows that. */
  readonly network?: boolean;
}
