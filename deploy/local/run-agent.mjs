// Runs an agent of one's own: node run-agent.mjs FILE, where FILE is a module that exports its definition.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runService } from '@nightjar/service-kit';

/** Whether a value is what `defineAgent` or `defineService` gives. @param {any} value */
const isDefinition = (value) => typeof value?.name === 'string' && typeof value.module === 'function' && value.config;

const file = process.argv[2] ?? '';
const found = Object.values(await import(pathToFileURL(resolve(file)).href)).filter(isDefinition);
if (found.length === 1) await runService(found[0]);
else {
  console.error(`${file} exports ${found.length} definitions of an agent; one is wanted`);
  process.exitCode = 2;
}
