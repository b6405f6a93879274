import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { followProcess } from '../gateway/follow-process.js';
import { Gateway, part, query, URL_OPTION } from '../gateway/gateway.js';
import { exitOf, Process, Product } from '../gateway/process.js';
import { Progress } from '../reduction/progress.js';
import { watcherOf } from '../reduction/run-remote.js';
import { sayJson } from '../world.js';

const Target = z.looseObject({ id: z.string(), name: z.string(), aliases: z.array(z.string()).default([]) });
const Group = z.looseObject({ id: z.string(), name: z.string(), products: z.array(z.string()) });
const Joined = z.looseObject({ group: Group });
const pageOf = <T extends z.ZodType>(item: T) => z.looseObject({ results: z.array(item), next: z.string().nullish() });

export const timelapse = defineCommand({
  name: 'timelapse',
  says: 'Makes a film of a target from the reduced frames of a group, and waits for it.',
  examples: [
    ['nightjar timelapse "SN 2023ixf"', 'of its frames in the group Good quality data'],
    ['nightjar timelapse tgt_0118c4a2-6d10-7000-8000-0000000000a1 --group mine --format mp4', 'of another group'],
  ],
  options: {
    ...URL_OPTION,
    group: {
      type: 'string',
      value: 'NAME',
      says: 'the group of frames; default: Good quality data, made where there is none',
    },
    format: { type: 'string', value: 'FORMAT', says: 'gif, mp4 or webm; default: gif' },
  },
  positional: { name: 'TARGET', required: true },
  async run({ options: { url, group: name = 'Good quality data', format }, positionals: [wanted = ''], json }, world) {
    const gateway = new Gateway(world, url);
    const target = await targetOf(gateway, wanted);
    const inputs = await framesOf(gateway, target.id, await groupOf(gateway, name));
    const say = json ? world.talk : world.say;
    say(`Creating timelapse of ${inputs.length} files for target '${target.name}'...\n`);
    if (inputs.length === 0) {
      say('Nothing to do\n');
      return Exit.ok;
    }
    const params = format === undefined ? {} : { format };
    const order = { pipeline: 'timelapse', target: target.id, inputs, params };
    const begun = await gateway.post(Process, '/api/processes', order);
    using progress = new Progress(world);
    const process = await followProcess(
      gateway,
      begun.id,
      watcherOf(progress, begun.identifier, 'timelapse', false),
      world,
    );
    if (json) sayJson(world, process);
    const { state, failureMessage, status, outputs } = process;
    if (state !== 'SUCCEEDED') world.talk(`Failed to create timelapse: ${failureMessage ?? status}\n`);
    else if (!json) world.say(`Created timelapse ${outputs[0]?.name ?? begun.identifier}\n`);
    return exitOf(process);
  },
});

/** By its identifier, its name or an alias. @throws Stop */
async function targetOf(gateway: Gateway, wanted: string): Promise<z.output<typeof Target>> {
  if (wanted.startsWith('tgt_')) return gateway.json(Target, `/api/targets/${part(wanted)}`);
  const { results } = await gateway.json(pageOf(Target), `/api/targets${query({ q: wanted, limit: '1000' })}`);
  const isIt = (name: string): boolean => name.toLowerCase() === wanted.toLowerCase();
  const target = results.find(({ name, aliases }) => isIt(name) || aliases.some(isIt));
  if (!target) throw new Stop(Exit.notFound, `there is no target ${wanted}`);
  return target;
}

/** The group of this name; made where there is none. @throws Stop */
async function groupOf(gateway: Gateway, name: string): Promise<z.output<typeof Group>> {
  const { results } = await gateway.json(pageOf(Group), `/api/data-product-groups${query({ name })}`);
  if (results[0]) return results[0];
  return (await gateway.post(Joined, '/api/data-product-groups/products', { name, products: [] })).group;
}

/** Reduced frames of a target that are in a group, oldest first. @throws Stop */
async function framesOf(gateway: Gateway, target: string, group: z.output<typeof Group>): Promise<string[]> {
  const members = new Set(group.products);
  const frames: string[] = [];
  for (let cursor: string | undefined; ;) {
    const asked = query({ target, reduced: 'true', limit: '1000', cursor });
    const page = await gateway.json(pageOf(Product), `/api/data-products${asked}`);
    frames.push(...page.results.flatMap(({ id }) => (members.has(id) ? [id] : [])));
    if (!page.next) return frames.reverse();
    cursor = page.next;
  }
}
