import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { addressesOf, homeOf } from '../settings.js';
import { rootOf, type World } from '../world.js';
import { admit } from './bus-identity.js';

export const agentsRun = defineCommand({
  name: 'agents run',
  says: 'Runs an agent of your own beside those of the running site, with its servers and its clock, until Ctrl-C.',
  examples: [['nightjar agents run docs/how-to/write-an-agent.example.ts', 'FILE exports what defineAgent gives']],
  options: {},
  positional: { name: 'FILE', required: true },
  async run({ positionals: [name = ''] }, world) {
    const file = resolve(name);
    if (!existsSync(file)) throw new Stop(Exit.notFound, `there is no ${file}`);
    const env: Readonly<Record<string, string | undefined>> = {
      ...beside(world),
      ...world.env,
      NIGHTJAR_HOME: homeOf(world),
    };
    if (!env['NIGHTJAR_NATS_URL'])
      throw new Stop(
        Exit.failure,
        'no site runs here; start one (npm start), or set NIGHTJAR_NATS_URL and NIGHTJAR_DATABASE_URL',
      );
    if (isGuarded(world)) world.talk(`its identity on the bus is ${(await admit(file, world)).identity}\n`);
    const script = join(rootOf(world), 'deploy', 'local', 'run-agent.mjs');
    const child = spawn(process.execPath, ['--enable-source-maps', script, file], { env, stdio: 'inherit' });
    world.interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
    return new Promise((done, failed) => {
      child.once('error', failed);
      child.once('exit', (code) => done(exitOf(code, world.interrupted.aborted)));
    });
  },
});

function exitOf(code: number | null, interrupted: boolean): Exit {
  if (interrupted) return Exit.interrupted;
  return Object.values(Exit).find((known) => known === code) ?? Exit.failure;
}

/** Whether the bus of this home asks who comes. */
const isGuarded = (world: World): boolean => existsSync(join(homeOf(world), 'nats', 'authorization.conf'));

/** The settings of the running site that an agent beside it needs. */
function beside(world: World): Record<string, string | undefined> {
  const { natsUrl, databaseUrl, clock, clockAnchor, site } = addressesOf(world);
  return {
    NIGHTJAR_NATS_URL: natsUrl,
    NIGHTJAR_DATABASE_URL: databaseUrl,
    NIGHTJAR_CLOCK: clock,
    NIGHTJAR_CLOCK_ANCHOR: clockAnchor,
    NIGHTJAR_SITE: site,
  };
}
