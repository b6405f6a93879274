import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { Job } from '../gateway/job.js';
import { sayJson } from '../world.js';

const Revoked = z.looseObject({ outcome: z.string(), job: Job });

export const queueRevoke = defineCommand({
  name: 'queue revoke',
  says: 'Takes a job back and prints REVOKED_WAITING, TERMINATED, CANCELLING (told to stop) or ALREADY_DONE.',
  examples: [
    ['nightjar queue revoke job_0118c4a2-6d10-7000-8000-0000000000a1', 'one that waits; exit code 5 when it runs'],
    ['nightjar queue revoke JOB --terminate --because "wrong frame"', 'also one that runs: its programs are stopped'],
  ],
  options: {
    ...URL_OPTION,
    terminate: { type: 'boolean', says: 'stop it when it runs' },
    because: { type: 'string', value: 'TEXT', says: 'why; it stands in the job' },
  },
  positional: { name: 'JOB', required: true },
  async run({ options: { url, terminate, because }, positionals: [id], json }, world) {
    const order = { terminate, ...(because === undefined ? {} : { because }) };
    const revoked = await new Gateway(world, url).post(Revoked, `/api/jobs/${part(id)}/revoke`, order);
    if (json) sayJson(world, revoked);
    else world.say(`${revoked.outcome}\n`);
    return Exit.ok;
  },
});
