import { defineCommand } from '../command.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { ALL_OPTION, choice, Handled, LETTER_OPTIONS, sayHandled } from '../gateway/letter.js';

export const lettersDiscard = defineCommand({
  name: 'letters discard',
  says: 'Throws dead letters away; what they asked for is not done.',
  examples: [
    ['nightjar letters discard catalog.7 --because "a test packet"', 'one of them'],
    ['nightjar letters discard --consumer photometry --because "a broken camera"', 'all of one consumer or queue'],
  ],
  options: {
    ...URL_OPTION,
    ...LETTER_OPTIONS,
    ...ALL_OPTION,
    because: { type: 'string', value: 'TEXT', says: 'why; the log keeps it' },
  },
  positional: { name: '[LETTER...]', required: false, most: 1000 },
  async run({ options: { url, because, ...filter }, positionals, json }, world) {
    const order = { ...choice('letters discard', positionals, filter), because: because ?? 'from the command line' };
    const handled = await new Gateway(world, url).post(Handled, '/api/dead-letters/discard', order);
    return sayHandled(world, handled, 'discarded', json);
  },
});
