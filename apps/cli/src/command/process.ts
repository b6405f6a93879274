import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import {
  layered,
  presetConfiguration,
  settingOf,
  settingsOf,
  type Configuration,
  type Taker,
} from '../reduction/configuration.js';
import { frameResult } from '../reduction/frame-result.js';
import { Image, jsonObject } from '../reduction/image.js';
import { Progress } from '../reduction/progress.js';
import { isWell, type ImageResult } from '../reduction/result.js';
import type { Work } from '../reduction/run-here.js';
import { meantBy, slipsOf } from '../reduction/slips.js';
import { pipelinesOf, STEPS } from '../reduction/step.js';
import { sayJson, type World } from '../world.js';

const stepOptions = Object.fromEntries(
  STEPS.map(({ option, says }) => [option, { type: 'boolean', says }]),
) as unknown as Readonly<Record<(typeof STEPS)[number]['option'], { readonly type: 'boolean'; readonly says: string }>>;

export const processImages = defineCommand({
  name: 'process',
  says: 'Reduces images as STDWeb’s process.py does: in this process, with this machine’s tools, or on a server with --remote.',
  examples: [
    ['nightjar process --inspect m31.fits', 'header and pixels; .config beside the image keeps the settings'],
    [`nightjar process --inspect --photometry -c target='00:42:44.3 +41:16:09' m31.fits`, 'measure the target'],
    ['nightjar process --photometry -c rel_aper=1.5 -c sn=5 --preset crowded.json night/*.fits', 'STDWeb’s keys work'],
    ['nightjar process --subtract -c template=custom -c custom_template=deep.fits m31.fits', 'what is new or gone'],
    ['nightjar process --stack -o deep.fits night/*.fits', 'frames of one field as one'],
    [
      'nightjar process --remote --inspect --photometry -c target=M31 m31.fits --json',
      'on the server; one JSON object for each file',
    ],
  ],
  options: {
    ...stepOptions,
    cleanup: {
      type: 'boolean',
      says: 'first remove what was made from the image, with --remote on the server too, and its settings',
    },
    config: {
      ...{ type: 'string', short: 'c', multiple: true, value: 'KEY=VALUE' },
      says: 'a setting: a key of STDWeb’s, or PIPELINE.NAME for a flag or a parameter',
    },
    catalogue: {
      ...{ type: 'string', value: 'NAME' },
      says: 'reference stars: tycho2 (default, needs no network), auto (by filter), ps1, gaiadr3syn, or one of the site',
    },
    output: {
      ...{ type: 'string', short: 'o', value: 'OUT' },
      says: 'folder of the products, for several files OUT/<stem>; default: <stem>.nightjar. With --stack: the image to write',
    },
    preset: { type: 'string', value: 'FILE', says: 'settings from a file, of STDWeb or exported here' },
    verbose: { type: 'boolean', short: 'v', says: 'show each line of the log' },
    offline: { type: 'boolean', says: 'ask no server of catalogues, templates or names' },
    remote: { type: 'boolean', says: 'upload the images and run on the server' },
    ...URL_OPTION,
  },
  positional: { name: 'FILE...', required: true, most: 10_000 },
  async run({ options, positionals, json }, world) {
    const { remote, url, verbose, offline } = options;
    const named = imagesOf(positionals, options.stack ? undefined : options.output);
    for (const image of named) await image.mustBeThere();
    const stackOf = options.stack ? named : [];
    const images = options.stack ? [stackedImage(options, named)] : named;
    const gateway = remote ? new Gateway(world, url) : undefined;
    const { takers, run } = gateway ? await onServer(gateway) : await here();
    const asked = pipelinesOf(
      options,
      takers.map(({ name }) => name),
    );
    const pipelines = remote && options.cleanup ? ['cleanup', ...asked] : asked;
    const given = {
      ...givenOf(options.config),
      ...(options.catalogue === undefined ? {} : { cat_name: options.catalogue }),
    };
    const preset = options.preset === undefined ? {} : await presetOf(options.preset);
    sayIdle({ preset, given, takers, pipelines }, world);

    using progress = new Progress(world);
    const results: ImageResult[] = [];
    for (const image of images) {
      const existing = await image.configuration();
      if (options.cleanup) await image.cleanUp(STEPS.map(({ pipeline }) => pipeline));
      const configuration = layered({ existing, cleanup: options.cleanup, preset, given });
      const settings = settingsOf(configuration, takers);
      try {
        results.push(
          await run({ image, configuration, settings, pipelines, verbose, offline, stackOf }, progress, world),
        );
      } finally {
        await image.writeConfiguration(configuration);
      }
    }
    const ok = results.every(isWell);
    if (json) for (const result of results) sayJson(world, frameResult(result));
    else for (const path of results.flatMap(outputsOf)) world.say(`${path}\n`);
    return ok ? Exit.ok : Exit.failure;
  },
});

/** Products of several files go each into a folder of its own. */
function imagesOf(files: readonly string[], output: string | undefined): Image[] {
  const alone = files.length === 1;
  return files.map((file) => {
    const image = new Image(file);
    return output === undefined ? image : new Image(file, alone ? output : join(output, image.stem));
  });
}

/** @throws Stop (usage) where a stack cannot be made, or would take the place of one of its own frames */
function stackedImage({ output }: { output?: string | undefined }, frames: readonly Image[]): Image {
  if (output === undefined) throw new Stop(Exit.usage, '--stack needs -o OUT, the image to write');
  const image = new Image(output);
  if (frames.some(({ path }) => path === image.path)) throw new Stop(Exit.usage, `${output} is one of the frames`);
  return image;
}

interface Told {
  readonly preset: Configuration;
  readonly given: Configuration;
  readonly takers: readonly Taker[];
  readonly pipelines: readonly string[];
}

/** Says of each setting that has no effect why, and of those that were typed what was probably meant. @throws Stop (usage) for one that is none */
function sayIdle({ preset, given, takers, pipelines }: Told, world: World): void {
  const { wrong, idle } = slipsOf(given, takers, pipelines);
  if (wrong.length > 0) throw new Stop(Exit.usage, wrong.join('\n'));
  for (const { key, because } of settingsOf({ ...preset, ...given }, takers).unused)
    world.talk(`${key} has no effect: ${because}${Object.hasOwn(given, key) ? meantBy(key, takers) : ''}\n`);
  for (const sentence of idle) world.talk(`${sentence}\n`);
}

type Run = (work: Work, progress: Progress, world: World) => Promise<ImageResult>;

async function onServer(gateway: Gateway) {
  const { remotePipelines, runRemote } = await import('../reduction/run-remote.js');
  const run: Run = (work, progress, world) => runRemote(work, gateway, progress, world);
  return { takers: await remotePipelines(gateway), run };
}

/** The pipelines are loaded only by who runs them. */
async function here() {
  const [{ listingOf, pipelines }, { runHere }] = await Promise.all([
    import('@nightjar/pipelines'),
    import('../reduction/run-here.js'),
  ]);
  const takers = pipelines.map((pipeline) => {
    const { name, flags, params } = listingOf(pipeline);
    return { name, params, flags: Object.entries(flags).map(([flag, about]) => ({ name: flag, ...about })) };
  });
  return { takers, run: runHere satisfies Run };
}

/** @throws Stop (usage) naming what is no setting */
function givenOf(texts: readonly string[]): Configuration {
  const settings = texts.map((text) => {
    const setting = settingOf(text);
    if (!setting) throw new Stop(Exit.usage, `-c ${text}: KEY=VALUE is wanted`);
    return setting;
  });
  return Object.fromEntries(settings);
}

/** @throws Stop when there is no such file, or it holds no settings */
async function presetOf(path: string): Promise<Configuration> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Stop(Exit.notFound, `--preset: there is no file ${path}`);
  return presetConfiguration(jsonObject(text, path));
}

const outputsOf = ({ steps }: ImageResult): readonly string[] => steps.flatMap(({ outputs }) => outputs);
