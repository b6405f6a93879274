import { COMMANDS } from './registry.js';
import { Exit, Stop } from './exit.js';
import { overview, page } from './help.js';
import { findCommand, readGiven } from './read-command.js';
import type { World } from './world.js';

/** Runs one command line. @returns the exit code; nothing is thrown */
export async function main(args: readonly string[], world: World): Promise<Exit> {
  try {
    return await dispatch(args, world);
  } catch (fault) {
    if (world.interrupted.aborted) return Exit.interrupted;
    if (!(fault instanceof Stop)) {
      world.talk(`nightjar: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`);
      return Exit.failure;
    }
    world.talk(`nightjar: ${fault.message}\n`);
    return fault.exit;
  }
}

async function dispatch(args: readonly string[], world: World): Promise<Exit> {
  if (args[0] === '--help' || args[0] === '-h' || args[0] === 'help') {
    world.say(overview(COMMANDS));
    return Exit.ok;
  }
  const found = findCommand(COMMANDS, args);
  if (!found) throw new Stop(Exit.usage, whyUnknown(args));
  if (found.command.passesOn && ['--help', '-h'].includes(found.rest[0] ?? '')) {
    world.say(page(found.command));
    return Exit.ok;
  }
  const given = readGiven(found.command, found.rest);
  if (given) return found.command.run(given, world);
  world.say(page(found.command));
  return Exit.ok;
}

function whyUnknown([first = '']: readonly string[]): string {
  if (first === '') return `which command? ${COMMANDS.map(({ name }) => name).join(', ')}`;
  const kin = COMMANDS.filter(({ name }) => name.split(' ')[0] === first);
  return kin.length > 0
    ? `${first} wants one more word: ${kin.map(({ name }) => name).join(', ')}`
    : `there is no command ${first}; nightjar --help lists them`;
}
