import { defineCommand } from '../command.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { ALL_OPTION, choice, Handled, LETTER_OPTIONS, sayHandled } from '../gateway/letter.js';

export const lettersRetry = defineCommand({
  name: 'letters retry',
  says: 'Lets dead letters be handled once more, each by the consumer that gave it up.',
  examples: [
    ['nightjar letters retry catalog.7 pipeline.12', 'two of them'],
    ['nightjar letters retry --service catalog', 'all that the catalogue gave up'],
  ],
  options: { ...URL_OPTION, ...LETTER_OPTIONS, ...ALL_OPTION },
  positional: { name: '[LETTER...]', required: false, most: 1000 },
  async run({ options: { url, ...filter }, positionals, json }, world) {
    const order = choice('letters retry', positionals, filter);
    const handled = await new Gateway(world, url).post(Handled, '/api/dead-letters/retry', order);
    return sayHandled(world, handled, 'tried again', json);
  },
});
