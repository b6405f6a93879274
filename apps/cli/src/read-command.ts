import { parseArgs } from 'node:util';
import type { Command, Flag, Given, Options, Setting } from './command.js';
import { Exit, Stop } from './exit.js';

/** The command whose words the arguments begin with, and what follows them. */
export function findCommand(
  commands: readonly Command[],
  args: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const command = commands.find(({ name }) => name === args.slice(0, words).join(' '));
    if (command) return { command, rest: args.slice(words) };
  }
  return undefined;
}

/**
 * Reads what follows a command's name.
 * @returns undefined when help is asked for
 * @throws Stop (usage) naming the fault
 */
export function readGiven(command: Command, args: readonly string[]): Given<Options> | undefined {
  if (command.passesOn) return { options: {}, positionals: args, json: args.includes('--json') };
  const { values, positionals } = parsed(command, args);
  if (values['help'] === true) return undefined;
  const { positional } = command;
  const most = positional ? (positional.most ?? 1) : 0;
  if (positionals.length > most) throw usage(command, `${positionals[most] ?? ''} is one word too many`);
  if (positional?.required && positionals.length === 0) throw usage(command, `${positional.name} is missing`);
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [name, values[name] ?? absent(option)]),
  );
  // each has the kind of value that its own declaration says
  return { options: options as Given<Options>['options'], positionals, json: values['json'] === true };
}

function absent(option: Flag | Setting): false | readonly string[] | undefined {
  if (option.type === 'boolean') return false;
  return option.multiple ? [] : undefined;
}

function parsed(command: Command, args: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  const own = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => {
      const { type, short } = option;
      const multiple = option.type === 'string' && option.multiple === true;
      return [name, { type, multiple, ...(short === undefined ? {} : { short }) }] as const;
    }),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...own, json: flag, help: { ...flag, short: 'h' } },
      allowPositionals: true,
    });
    const given: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>> = values;
    return { values: given, positionals };
  } catch (fault) {
    throw usage(command, fault instanceof Error ? (fault.message.split('. ')[0] ?? '') : String(fault));
  }
}

const usage = (command: Command, fault: string): Stop =>
  new Stop(Exit.usage, `${fault}. See nightjar ${command.name} --help.`);
