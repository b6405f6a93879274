import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { sayJson } from '../world.js';

const Replayed = z.looseObject({ handled: z.number(), skipped: z.number(), failed: z.number().default(0) });

export const eventsReplay = defineCommand({
  name: 'events replay',
  says: 'Hands past events to one consumer once more. What it has had is left out unless --again says so.',
  examples: [
    ['nightjar events replay catalog-evt-alert-notice-received', 'all that this consumer has not had'],
    [
      'nightjar events replay CONSUMER --from 2026-11-21T00:00:00Z --aggregate ID --again',
      'what happened to one thing since midnight, a second time',
    ],
  ],
  options: {
    ...URL_OPTION,
    from: { type: 'string', value: 'TIME', says: 'UTC, of the first; default: as far back as events are kept' },
    to: { type: 'string', value: 'TIME', says: 'UTC, of the last; default: now' },
    aggregate: { type: 'string', value: 'ID', says: 'only events about this' },
    trace: { type: 'string', value: 'TRACE', says: 'only what one trace caused' },
    again: { type: 'boolean', says: 'also what the consumer has had: its effects happen a second time' },
  },
  positional: { name: 'CONSUMER', required: true },
  async run({ options: { url, trace, ...range }, positionals: [consumer], json }, world) {
    const order = { consumer, ...range, ...(trace === undefined ? {} : { traceId: trace }) };
    const replayed = await new Gateway(world, url).post(Replayed, '/api/events/replay', order);
    if (json) sayJson(world, replayed);
    else world.say(`${replayed.handled} handled, ${replayed.skipped} left out, ${replayed.failed} failed\n`);
    return replayed.failed > 0 ? Exit.failure : Exit.ok;
  },
});
