import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { followProcess } from '../gateway/follow-process.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { Chain } from '../gateway/process.js';
import { productOf } from '../gateway/product-of.js';
import { Progress } from '../reduction/progress.js';
import { watcherOf } from '../reduction/run-remote.js';
import { sayJson, type World } from '../world.js';

const Steps = z.array(z.looseObject({ pipeline: z.string() })).min(1);

export const pipelineChain = defineCommand({
  name: 'pipeline chain',
  says: 'Runs pipelines of a running site in order, on products or files, and prints the chain; with --wait to its end.',
  examples: [
    ['nightjar pipeline chain inspect,photometry m31.fits --wait', 'one after the other, each on the file'],
    [
      `nightjar pipeline chain '[{"pipeline": "timelapse"}, {"pipeline": "checksum-audit", "inputs": [{"step": 0}]}]' night/*.fits`,
      'steps as POST /api/chains takes them; the second works on what the first makes',
    ],
  ],
  options: {
    ...URL_OPTION,
    target: { type: 'string', value: 'ID', says: 'the target it works on' },
    preset: { type: 'string', value: 'ID', says: 'a preset of the site' },
    wait: { type: 'boolean', says: 'follow it to its end; exit code 1 when a step fails' },
    verbose: { type: 'boolean', short: 'v', says: 'with --wait: show each line of the logs' },
  },
  positional: { name: 'STEPS [PRODUCT|FILE]...', required: true, most: 10_000 },
  async run({ options, positionals: [text = '', ...given], json }, world) {
    const { url, target, preset, wait, verbose = false } = options;
    const steps = stepsOf(text);
    const gateway = new Gateway(world, url);
    const inputs: string[] = [];
    for (const input of given) inputs.push(await productOf(gateway, input, target, world));
    const begun = await gateway.post(Chain, '/api/chains', { steps, inputs, target, preset });
    if (wait) await follow(begun, gateway, verbose, world);
    const chain = wait ? await gateway.json(Chain, `/api/chains/${part(begun.id)}`) : begun;
    if (json) sayJson(world, chain);
    else say(chain, world);
    return !wait || chain.state === 'SUCCEEDED' ? Exit.ok : Exit.failure;
  },
});

/** Names with commas between them, or the steps as JSON. @throws Stop (usage) */
function stepsOf(text: string): z.output<typeof Steps> {
  if (!text.trimStart().startsWith('[')) return text.split(',').map((pipeline) => ({ pipeline: pipeline.trim() }));
  try {
    return Steps.parse(JSON.parse(text));
  } catch {
    throw new Stop(Exit.usage, 'the steps are names with commas between them, or a JSON list of {"pipeline": NAME, …}');
  }
}

/** Shows each step to its end, in their order; what a failed one keeps from running ends with it. */
async function follow({ steps }: Chain, gateway: Gateway, verbose: boolean, world: World): Promise<void> {
  using progress = new Progress(world);
  for (const { pipeline, process } of steps) {
    const watcher = watcherOf(progress, pipeline, pipeline, verbose);
    const { state, status, failureMessage } = await followProcess(gateway, process, watcher, world);
    progress.say(`${pipeline}  ${state}  ${failureMessage ?? status}`);
  }
}

function say({ id, identifier, state, because, steps }: Chain, world: World): void {
  world.say(`${id}  ${identifier}  ${state}${because ? `  ${because}` : ''}\n`);
  for (const step of steps) world.say(`  ${step.process}  ${step.pipeline}  ${step.state}\n`);
}
