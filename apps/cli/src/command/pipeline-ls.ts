import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { Pipeline } from '../gateway/process.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

const Pipelines = z.object({ results: z.array(Pipeline) });

export const pipelineLs = defineCommand({
  name: 'pipeline ls',
  says: 'Lists the pipelines of a running site; what is wrong with a broken one stands in its line.',
  examples: [
    ['nightjar pipeline ls', 'a line for each'],
    ['nightjar pipeline ls --json', 'with flags and the schema of parameters'],
  ],
  options: URL_OPTION,
  async run({ options: { url }, json }, world) {
    const { results } = await new Gateway(world, url).json(Pipelines, '/api/pipelines');
    if (json) for (const pipeline of results) sayJson(world, pipeline);
    else
      world.say(
        table(results.map(({ name, queue, says, error }) => [name, queue, error == null ? says : `BROKEN: ${error}`])),
      );
    return Exit.ok;
  },
});
