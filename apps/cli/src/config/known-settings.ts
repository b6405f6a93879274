import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { rootOf, type World } from '../world.js';

/** Set by the supervisor for each process; nothing for a person to set. */
const INTERNAL = ['NIGHTJAR_SUPERVISED', 'NIGHTJAR_CLOCK_ANCHOR', 'NIGHTJAR_QUEUE'];

/**
 * Every setting of every service. No app imports another: the schemas are found beside the compiled services, where each
 * keeps its own in `<name>.config.js`. Optional throughout, as `npm start` brings what is not set.
 */
export async function knownSettings(common: z.ZodObject, world: World): Promise<z.ZodObject> {
  const found = await Promise.all(configFiles(world).map(schemasIn));
  const shapes = [...found.flat(), common].map((schema) => Object.entries(schema.shape));
  const settable = shapes.flat().filter(([name]) => !INTERNAL.includes(name));
  return z.object(Object.fromEntries(settable.map(([name, type]) => [name, optional(type)])));
}

/** Wrapped in its own description, which says that it is a secret. */
function optional(type: z.core.$ZodType): z.ZodType {
  if (!(type instanceof z.ZodType)) throw new TypeError('a setting is a schema of zod');
  return type.optional().meta(type.meta() ?? {});
}

function configFiles(world: World): string[] {
  const apps = join(rootOf(world), 'apps');
  return (existsSync(apps) ? readdirSync(apps).sort() : [])
    .map((name) => join(apps, name, 'dist', `${name}.config.js`))
    .filter((file) => existsSync(file));
}

async function schemasIn(file: string): Promise<z.ZodObject[]> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  return Object.values(module).filter((value) => value instanceof z.ZodObject);
}
