import { Exit } from '../exit.js';
import { sayJson, type World } from '../world.js';
import { outputLine, type Process } from './process.js';

/** A process, how it stands and what it made. */
export function sayProcess(process: Process, json: boolean, world: World): Exit {
  const { id, identifier, state, status, failureMessage, outputs } = process;
  if (json) sayJson(world, process);
  else {
    world.say(`${id}  ${identifier}  ${state}  ${failureMessage ?? status}\n`);
    for (const output of outputs) world.say(`${outputLine(output).join('  ')}\n`);
  }
  return Exit.ok;
}
