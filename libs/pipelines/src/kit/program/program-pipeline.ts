import { join } from 'node:path';
import { definePipeline, type Pipeline, type PipelineContext } from '../definition.js';
import { choice, none, type Tool } from '../tool-declaration.js';
import { paramsOf, type Manifest } from './manifest.js';
import { ProgramTalk } from './program-talk.js';

/** A job is one line of JSON; this counts up when a program written for an older one could misread it. */
const jobVersion = 1;

/**
 * Makes a pipeline of a program. `folder` is where the manifest lies: a part of the command that begins with `./` is a
 * file there.
 * @throws InvalidPipeline
 */
export function programPipeline(manifest: Manifest, folder: string): Pipeline {
  const { name, title, shortName, says, queue, accepts, flags, timeoutS } = manifest;
  const [program = '', ...args] = manifest.command.map((part) => (part.startsWith('./') ? join(folder, part) : part));
  return definePipeline({
    ...{ name, title, says, queue, accepts, params: paramsOf(manifest) },
    ...(shortName === undefined ? {} : { shortName }),
    ...(flags === undefined ? {} : { flags }),
    tools: [toolOf(manifest, program, args)],
    async run(ctx) {
      const talk = new ProgramTalk(ctx);
      const input = `${JSON.stringify(jobOf(ctx))}\n`;
      const hear = (line: string): void => talk.hear(line);
      try {
        await ctx.tool(program, args, { timeoutS, input, hear });
      } catch (fault) {
        // its own words say more than its exit code
        await talk.end(false);
        throw fault;
      }
      return talk.end(true);
    },
  });
}

/** The manifest's words and no others. */
const toolOf = (manifest: Manifest, program: string, args: readonly string[]): Tool => ({
  program,
  package: manifest.package ?? manifest.command[0] ?? program,
  options: Object.fromEntries(args.filter((arg) => arg.startsWith('-')).map((arg) => [arg, none])),
  positional: choice(...args),
  network: manifest.network,
});

/** What a program is told. */
const jobOf = ({ target, inputs, data, flags, params, workdir }: PipelineContext<unknown>) => ({
  nightjar: jobVersion,
  target,
  inputs: inputs.map(({ product, path }) => {
    const { id, name, type, mediaType, size, sha256, meta } = product;
    return { id, name, type, mediaType, size, sha256, meta, path };
  }),
  data,
  flags,
  params,
  workdir,
});
