import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { Job } from '../gateway/job.js';
import { sayJson } from '../world.js';

type Place = 'front' | 'back' | { readonly before: string } | { readonly after: string };

const WANTED = '--to front, --to back, --to before=JOB or --to after=JOB is wanted';

/** @throws Stop (usage) */
function placeOf(text: string | undefined): Place {
  if (text === 'front' || text === 'back') return text;
  const [, side, job] = /^(before|after)=(.+)$/.exec(text ?? '') ?? [];
  if (side === 'before' && job) return { before: job };
  if (side === 'after' && job) return { after: job };
  throw new Stop(Exit.usage, WANTED);
}

export const queueMove = defineCommand({
  name: 'queue move',
  says: 'Gives a waiting job another place in its line.',
  examples: [
    ['nightjar queue move job_0118c4a2-6d10-7000-8000-0000000000a1 --to front', 'it is the next to start'],
    ['nightjar queue move JOB --to after=OTHER', 'it starts once the other one has'],
  ],
  options: { ...URL_OPTION, to: { type: 'string', value: 'PLACE', says: 'front, back, before=JOB or after=JOB' } },
  positional: { name: 'JOB', required: true },
  async run({ options, positionals: [id], json }, world) {
    const to = placeOf(options.to);
    const job = await new Gateway(world, options.url).post(Job, `/api/jobs/${part(id)}/move`, { to });
    if (json) sayJson(world, job);
    else world.say(`${job.id} has place ${job.position ?? '-'} in ${job.queue}\n`);
    return Exit.ok;
  },
});
