import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, query, URL_OPTION } from '../gateway/gateway.js';
import { Letter, LETTER_OPTIONS } from '../gateway/letter.js';
import { Missing, talkOfMissing } from '../gateway/missing.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

const Letters = z.object({
  results: z.array(Letter),
  next: z.string().nullable(),
  count: z.object({ value: z.number(), exact: z.boolean() }),
  missing: Missing,
});

export const lettersLs = defineCommand({
  name: 'letters ls',
  says: 'Lists dead letters, newest first: messages that could not be handled, and why.',
  examples: [
    ['nightjar letters ls', 'those of all services'],
    ['nightjar letters ls --service catalog --json', 'those of one service, with their bodies, as JSON'],
  ],
  options: {
    ...URL_OPTION,
    ...LETTER_OPTIONS,
    limit: { type: 'string', value: 'N', says: 'at most so many; default: 100' },
  },
  async run({ options: { url, ...filter }, json }, world) {
    const { results, count, missing } = await new Gateway(world, url).json(
      Letters,
      `/api/dead-letters${query(filter)}`,
    );
    if (json) for (const letter of results) sayJson(world, letter);
    else {
      world.say(
        table(
          results.map(({ id, failedAt, consumer, attempts, reason }) => [
            id,
            failedAt,
            consumer,
            `${attempts} attempts`,
            reason,
          ]),
        ),
      );
    }
    if (count.value > results.length) world.talk(`${results.length} of ${count.value}; --limit N shows more\n`);
    talkOfMissing(world, missing);
    return Exit.ok;
  },
});
