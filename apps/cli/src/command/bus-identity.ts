import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { addressesOf, homeOf } from '../settings.js';
import { rootOf, sayJson, type World } from '../world.js';

interface Admitted {
  readonly service: string;
  readonly identity: string;
  /** False: no NATS of this home runs; the next one will know. */
  readonly live: boolean;
}

export const busIdentity = defineCommand({
  name: 'bus identity',
  says: 'Makes an identity on the bus for an agent of your own, with the rights that its definition declares.',
  examples: [
    ['nightjar bus identity ./lamp.module.js', 'FILE exports what defineService gives; run it again when that changes'],
  ],
  options: {},
  positional: { name: 'FILE', required: true },
  async run({ positionals: [name = ''], json }, world) {
    const file = resolve(name);
    if (!existsSync(file)) throw new Stop(Exit.notFound, `there is no ${file}`);
    const admitted = await admit(file, world);
    if (json) sayJson(world, admitted);
    else world.say(`${admitted.identity}\n`);
    world.talk(
      `${admitted.service} ${admitted.live ? 'may come now' : 'may come once the observatory runs'}${how(world)}\n`,
    );
    return Exit.ok;
  },
});

/** The address it is to be given. */
function how(world: World): string {
  const { natsUrl } = addressesOf(world);
  return natsUrl ? `: NIGHTJAR_HOME=${homeOf(world)} NIGHTJAR_NATS_URL=${natsUrl}` : '';
}

/** Makes the identity, and lets a running server know it. @throws Stop with what stands against it */
export function admit(file: string, world: World): Promise<Admitted> {
  const script = join(rootOf(world), 'deploy', 'local', 'bus', 'admit.mjs');
  return new Promise((done, failed) => {
    execFile(process.execPath, [script, homeOf(world), file], { cwd: rootOf(world) }, (fault, out, says) => {
      if (fault) failed(new Stop(Exit.failure, says.trim() || fault.message));
      else done(JSON.parse(out) as Admitted);
    });
  });
}
