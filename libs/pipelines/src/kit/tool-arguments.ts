import { isAbsolute, normalize, sep } from 'node:path';
import type { Tool, ToolValue } from './tool-declaration.js';

/** Why an argument was not passed on. */
export type ToolRefusalCode =
  | 'unknown_tool'
  | 'unknown_option'
  | 'missing_value'
  | 'unwanted_argument'
  | 'unlawful_value'
  | 'unlawful_file'
  | 'unlawful_character'
  | 'too_long'
  | 'address';

/** A tool was not started, because its command line holds what its declaration does not allow. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';

  constructor(
    readonly code: ToolRefusalCode,
    readonly program: string,
    /** The argument as given, cut to what can be shown. */
    readonly argument: string,
    because: string,
  ) {
    super(`${program} was not started: ${JSON.stringify(argument)} ${because}`);
  }
}

/** Where files that a tool is pointed at may lie. */
export interface Places {
  readonly workdir: string;
  /** Absolute paths of the process's inputs. */
  readonly inputs: readonly string[];
}

/** A lawful command line, with those of its arguments that are files. */
export type ArgumentsVerdict =
  { readonly ok: true; readonly files: readonly string[] } | { readonly ok: false; readonly refusal: ToolRefusal };

const longest = 1000;

/** Holds a command line against the tool's declaration. No shell sees it anyway; this keeps the tool itself in bounds. */
export function judgeArguments(tool: Tool, args: readonly string[], places: Places): ArgumentsVerdict {
  const files: string[] = [];
  const refuse = (code: ToolRefusalCode, argument: string, because: string): ArgumentsVerdict => ({
    ok: false,
    refusal: new ToolRefusal(code, tool.program, argument.slice(0, 200), because),
  });
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    const dangerous = danger(argument);
    if (dangerous) return refuse(dangerous.code, argument, dangerous.because);
    const [name, joined] = split(argument);
    const option = Object.hasOwn(tool.options, name) ? tool.options[name] : undefined;
    if (!option) {
      if (argument.startsWith('-')) return refuse('unknown_option', argument, 'is no option that a pipeline may use');
      if (!tool.positional) return refuse('unwanted_argument', argument, 'stands where no argument may');
      const fault = faultOfValue(tool.positional, argument, tool, places);
      if (fault) return refuse(fault.code, argument, fault.because);
      if (tool.positional.kind === 'file') files.push(argument);
      continue;
    }
    if (option.kind === 'none') {
      if (joined !== undefined) return refuse('unlawful_value', argument, 'takes no value');
      continue;
    }
    const value = joined ?? args[++at];
    if (value === undefined) return refuse('missing_value', argument, 'wants a value');
    const fault = danger(value) ?? faultOfValue(option, value, tool, places);
    if (fault) return refuse(fault.code, `${name} ${value}`, fault.because);
    if (option.kind === 'file') files.push(value);
  }
  return { ok: true, files };
}

function split(argument: string): [name: string, value: string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

interface Fault {
  readonly code: ToolRefusalCode;
  readonly because: string;
}

/** What no argument of any tool may hold: it would mean something to a shell, to a tool's own file syntax, or to a log. */
function danger(argument: string): Fault | undefined {
  if (argument.length > longest) return { code: 'too_long', because: `has more than ${longest} characters` };
  if (/[$`\u0000-\u001f\u007f]/.test(argument))
    return { code: 'unlawful_character', because: 'holds a character that no tool is given' };
  if (/:\/\//.test(argument)) return { code: 'address', because: 'is an address; tools work on files' };
  if (/^[@!|]/.test(argument))
    return { code: 'unlawful_character', because: 'begins with a sign that tools give a meaning of its own' };
  return undefined;
}

function faultOfValue(value: ToolValue, given: string, tool: Tool, places: Places): Fault | undefined {
  const unlawful = (because: string): Fault => ({ code: 'unlawful_value', because });
  switch (value.kind) {
    case 'none':
      return unlawful('takes no value');
    case 'number': {
      const parsed = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(given) ? Number(given) : NaN;
      if (!(parsed >= value.min && parsed <= value.max))
        return unlawful(`is no number from ${value.min} to ${value.max}`);
      return value.whole && !Number.isInteger(parsed) ? unlawful('is no whole number') : undefined;
    }
    case 'choice':
      return value.of.includes(given) ? undefined : unlawful(`is none of ${value.of.join(', ')}`);
    case 'text':
      return given.startsWith('-') || !wholly(value.pattern, given) ? unlawful('is not of the form wanted') : undefined;
    case 'file':
      return isLawfulFile(given, tool, places)
        ? undefined
        : { code: 'unlawful_file', because: 'is no file of this process' };
  }
}

const wholly = (pattern: RegExp, given: string): boolean => new RegExp(`^(?:${pattern.source})$`, 'u').test(given);

/** One part of a path that means nothing but a file: no option, no `..`, none of the brackets of CFITSIO, no protocol. */
const part = /^[A-Za-z0-9_][A-Za-z0-9._+,=~-]*$/;

function isLawfulFile(given: string, { reads = [] }: Tool, { workdir, inputs }: Places): boolean {
  if (inputs.includes(given) || reads.includes(given)) return true;
  const folder = normalize(workdir) + sep;
  const inside = given.startsWith(folder) ? given.slice(folder.length) : given;
  return !isAbsolute(inside) && inside.split(sep).every((one) => part.test(one));
}
