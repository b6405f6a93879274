import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { followProcess } from '../gateway/follow-process.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { exitOf, Process } from '../gateway/process.js';
import { productOf } from '../gateway/product-of.js';
import { sayProcess } from '../gateway/say-process.js';
import { settingOf } from '../reduction/configuration.js';
import { Progress } from '../reduction/progress.js';
import { watcherOf } from '../reduction/run-remote.js';

export const pipelineRun = defineCommand({
  name: 'pipeline run',
  says: 'Runs a pipeline of a running site on products or files, and prints its process; with --wait to its end.',
  examples: [
    ['nightjar pipeline run inspect prd_0118c4a2-6d10-7000-8000-0000000000a1', 'its identifier; it waits for its turn'],
    ['nightjar pipeline run timelapse night/*.fits --flag crop --param fps=5 --wait', 'files are uploaded first'],
    [
      'nightjar pipeline run photometry m31.fits --target tgt_0118c4a2-6d10-7000-8000-0000000000a1 --wait',
      'of a target',
    ],
  ],
  options: {
    ...URL_OPTION,
    target: { type: 'string', value: 'ID', says: 'the target it works on' },
    flag: { type: 'string', multiple: true, value: 'NAME[=False]', says: 'a flag; again for another' },
    param: { type: 'string', multiple: true, value: 'NAME=VALUE', says: 'a parameter; again for another' },
    preset: { type: 'string', value: 'ID', says: 'a preset of the site' },
    wait: { type: 'boolean', says: 'follow it to its end; exit code 1 when it fails' },
    verbose: { type: 'boolean', short: 'v', says: 'with --wait: show each line of its log' },
  },
  positional: { name: 'PIPELINE [PRODUCT|FILE]...', required: true, most: 10_000 },
  async run({ options, positionals: [pipeline = '', ...given], json }, world) {
    const { url, target, preset, wait, verbose } = options;
    const flags = flagsOf(options.flag);
    const params = paramsOf(options.param);
    const gateway = new Gateway(world, url);
    const inputs: string[] = [];
    for (const input of given) inputs.push(await productOf(gateway, input, target, world));
    const order = { pipeline, inputs, flags, params, target, preset };
    const begun = await gateway.post(Process, '/api/processes', order);
    if (!wait) return sayProcess(begun, json, world);
    using progress = new Progress(world);
    const process = await followProcess(
      gateway,
      begun.id,
      watcherOf(progress, begun.identifier, pipeline, verbose),
      world,
    );
    sayProcess(process, json, world);
    return exitOf(process);
  },
});

/** @throws Stop (usage) */
function flagsOf(texts: readonly string[]): Record<string, boolean> {
  const flags = texts.map((text) => {
    const [name, value] = settingOf(text) ?? [text, true];
    if (typeof value !== 'boolean') throw new Stop(Exit.usage, `--flag ${text}: a flag is True or False`);
    return [name, value] as const;
  });
  return Object.fromEntries(flags);
}

/** @throws Stop (usage) */
function paramsOf(texts: readonly string[]): Record<string, unknown> {
  const params = texts.map((text) => {
    const setting = settingOf(text);
    if (!setting) throw new Stop(Exit.usage, `--param ${text}: NAME=VALUE is wanted`);
    return setting;
  });
  return Object.fromEntries(params);
}
