import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { rootOf } from '../world.js';

export const up = defineCommand({
  name: 'up',
  says: 'Starts the site and its console and keeps them running, as npm start does; the flags are the same.',
  examples: [
    ['nightjar up', 'the demonstration night, or the site of NIGHTJAR_SITE'],
    ['nightjar up --headless', 'prints READY <url> and opens no browser'],
    ['nightjar up --no-demonstration --json', 'real time, no demonstration alert, log records as JSON'],
  ],
  options: {
    headless: { type: 'boolean', says: 'print READY <url> once ready; open no browser' },
    'no-demonstration': { type: 'boolean', says: 'do not send the demonstration alert, and keep real time' },
  },
  passesOn: true,
  run({ positionals }, world) {
    const local = join(rootOf(world), 'deploy', 'local');
    const argv = [join(local, 'bootstrap.mjs'), join(local, 'start.mjs'), ...positionals];
    const child = spawn(process.execPath, argv, { cwd: rootOf(world), env: { ...world.env }, stdio: 'inherit' });
    // Ctrl-C reaches the whole foreground group; what reaches us alone is handed on
    world.interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(exitOf(code, world.interrupted.aborted)));
    });
  },
});

function exitOf(code: number | null, interrupted: boolean): Exit {
  if (interrupted) return Exit.interrupted;
  return Object.values(Exit).find((known) => known === code) ?? Exit.failure;
}
