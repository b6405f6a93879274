import { setTimeout as pause } from 'node:timers/promises';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { Gateway, query, URL_OPTION } from '../gateway/gateway.js';
import { EventReader, type ServerSentEvent } from '../gateway/server-sent-events.js';
import type { World } from '../world.js';

const AGAIN_AFTER_MS = 1000;

export const eventsTail = defineCommand({
  name: 'events tail',
  says: 'Prints what happens at a running site as it happens; resumes where it was when the connection breaks.',
  examples: [
    ['nightjar events tail', 'everything from now on, until Ctrl-C'],
    ['nightjar events tail --types evt.catalog,evt.schedule', 'what targets and requests do'],
    ['nightjar events tail --aggregate tgt_0118c4a2-6d10-7000-8000-0000000000a1', 'what happens to one target'],
    ['nightjar events tail --since 120 --count 10 --json', 'the ten events after number 120, as JSON'],
  ],
  options: {
    ...URL_OPTION,
    types: { type: 'string', value: 'LIST', says: 'subjects or their beginnings, separated by commas' },
    subject: {
      type: 'string',
      value: 'SUBJECT',
      says: 'one subject; * stands for a word of it, > for all that follow',
    },
    aggregate: { type: 'string', value: 'ID', says: 'only events about this' },
    trace: { type: 'string', value: 'TRACE', says: 'only what one trace caused' },
    since: { type: 'string', value: 'ID', says: 'begin after the event with this id; default: with the next one' },
    count: { type: 'string', value: 'N', says: 'end after so many events' },
  },
  async run({ options, json }, world) {
    const most = options.count === undefined ? Infinity : Number(options.count);
    if (!(most >= 1)) throw new Stop(Exit.usage, `--count: ${options.count ?? ''} is no number of events`);
    const gateway = new Gateway(world, options.url);
    const { types, subject, aggregate, trace } = options;
    const path = `/api/events${query({ types, subject, aggregate, trace })}`;
    let last = options.since;
    let seen = 0;
    for (let first = true; ; first = false) {
      // the first connection must stand; later ones are tried again until they do
      const response = await open(gateway, path, last, world).catch((fault: unknown) => {
        if (first || world.interrupted.aborted) throw fault;
        return undefined;
      });
      for await (const event of response ? eventsOf(response) : []) {
        last = event.id ?? last;
        world.say(json ? `${event.data}\n` : `${line(event)}\n`);
        seen += 1;
        if (seen >= most) return Exit.ok;
      }
      if (response) world.talk('the connection is lost; trying again\n');
      await pause(AGAIN_AFTER_MS, undefined, { signal: world.interrupted });
    }
  },
});

const open = (gateway: Gateway, path: string, last: string | undefined, world: World): Promise<Response> =>
  gateway.open(path, {
    signal: world.interrupted,
    headers: { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) },
  });

async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  const reader = new EventReader();
  const text = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) yield* reader.push(text.decode(chunk, { stream: true }));
  } catch (fault) {
    // a broken stream ends like a closed one; Ctrl-C ends the command
    if (fault instanceof Error && fault.name === 'AbortError') throw fault;
  }
}

/** `id  type  payload`: the envelope is for machines. */
function line({ id, type, data }: ServerSentEvent): string {
  const envelope: unknown = JSON.parse(data);
  const has = typeof envelope === 'object' && envelope !== null;
  const at = has && 'at' in envelope ? String(envelope.at) : '';
  const payload = has && 'data' in envelope ? envelope.data : envelope;
  return [id ?? '-', at, type, JSON.stringify(payload)].filter(Boolean).join('  ');
}
