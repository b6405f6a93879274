import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { followProcess } from '../gateway/follow-process.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { exitOf, LogLine, outputLine, Process } from '../gateway/process.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';
import { z } from 'zod';

const Log = z.object({ lines: z.array(LogLine), nextOffset: z.number() });

export const pipelineShow = defineCommand({
  name: 'pipeline show',
  says: 'Shows a process: its steps, its outputs and its log; with --follow as it goes, to its end.',
  examples: [
    ['nightjar pipeline show prc_0118c4a2-6d10-7000-8000-0000000000a1', 'as it is now'],
    ['nightjar pipeline show PROCESS --follow', 'each line of its log as it comes; exit code 1 when it fails'],
    ['nightjar pipeline show PROCESS --json', 'the process as JSON, without its log'],
  ],
  options: { ...URL_OPTION, follow: { type: 'boolean', short: 'f', says: 'go on to its end' } },
  positional: { name: 'PROCESS', required: true },
  async run({ options: { url, follow }, positionals: [id = ''], json }, world) {
    const gateway = new Gateway(world, url);
    const log = ({ level, text }: { readonly level: string; readonly text: string }): void =>
      world.say(`${level === 'info' ? '' : `${level}: `}${text}\n`);
    if (follow && !json) {
      const ended = await followProcess(gateway, id, { changed: () => undefined, log }, world);
      world.talk(`${ended.identifier}  ${ended.state}  ${ended.failureMessage ?? ended.status}\n`);
      return exitOf(ended);
    }
    const process = follow
      ? await followProcess(gateway, id, { changed: () => undefined, log: () => undefined }, world)
      : await gateway.json(Process, `/api/processes/${part(id)}`);
    if (json) sayJson(world, process);
    else {
      const { identifier, pipeline, state, status, failureMessage, steps, outputs } = process;
      world.say(`${identifier}  ${pipeline}  ${state}  ${failureMessage ?? status}\n`);
      world.say(table(steps.map(({ name, status: how = '' }) => ['', name, how])));
      world.say(table(outputs.map(outputLine)));
      for (let offset = 0; ;) {
        const page = await gateway.json(Log, `/api/processes/${part(id)}/log?offset=${offset}`);
        page.lines.forEach(log);
        if (page.nextOffset <= offset) break;
        offset = page.nextOffset;
      }
    }
    return follow ? exitOf(process) : Exit.ok;
  },
});
