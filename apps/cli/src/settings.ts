import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Exit, Stop } from './exit.js';
import { rootOf, type World } from './world.js';

/** Flat settings of the checkout's nightjar.config.json; none when there is no such file. @throws Stop when it is no JSON object */
export function settingsFile(world: World): Readonly<Record<string, string>> {
  const path = join(rootOf(world), 'nightjar.config.json');
  const content = existsSync(path) ? jsonObject(path) : {};
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, String(value)]));
}

/** One setting: environment first, then the file. An empty one counts as unset. */
export const setting = (world: World, name: string): string | undefined =>
  world.env[name] || settingsFile(world)[name] || undefined;

/** The folder where everything that is kept lies; a relative one is meant from the checkout, as for `npm start`. */
export const homeOf = (world: World): string => resolve(rootOf(world), setting(world, 'NIGHTJAR_HOME') ?? './var');

/** Where the running site's parts are, by its supervisor; empty when none runs. */
export function addressesOf(world: World): Readonly<Record<string, string>> {
  const path = join(homeOf(world), 'run', 'addresses.json');
  const content = existsSync(path) ? jsonObject(path) : {};
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, String(value)]));
}

/** A TCP port from an option or a setting. @throws Stop (usage) naming where it came from */
export function portFrom(world: World, given: string | undefined, name: string, fallback: number): number {
  const text = given ?? setting(world, name);
  if (text === undefined) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Stop(Exit.usage, `${given === undefined ? name : '--port'}: ${text} is no TCP port`);
}

function jsonObject(path: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  } catch {
    // falls through to the one sentence
  }
  throw new Stop(Exit.failure, `${path} is no JSON object of names and values`);
}
