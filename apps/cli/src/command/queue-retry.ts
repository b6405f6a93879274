import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { Job } from '../gateway/job.js';
import { sayJson } from '../world.js';

export const queueRetry = defineCommand({
  name: 'queue retry',
  says: 'Lets a job that failed, was lost or was revoked wait for its turn again, with all its attempts.',
  examples: [['nightjar queue retry job_0118c4a2-6d10-7000-8000-0000000000a1', 'its place in the line']],
  options: URL_OPTION,
  positional: { name: 'JOB', required: true },
  async run({ options, positionals: [id], json }, world) {
    const job = await new Gateway(world, options.url).post(Job, `/api/jobs/${part(id)}/retry`);
    if (json) sayJson(world, job);
    else world.say(`${job.id} is ${job.state} in ${job.queue}${job.position ? `, place ${job.position}` : ''}\n`);
    return Exit.ok;
  },
});
