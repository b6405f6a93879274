import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { sayJson } from '../world.js';

const Sent = z.discriminatedUnion('outcome', [
  z.looseObject({ outcome: z.literal('done'), gives: z.unknown() }),
  z.looseObject({ outcome: z.literal('started'), run: z.string(), gives: z.unknown() }),
  z.looseObject({ outcome: z.literal('accepted'), job: z.string(), gives: z.unknown() }),
  z.looseObject({ outcome: z.literal('refused'), code: z.string(), says: z.string() }),
  z.looseObject({ outcome: z.literal('timed_out'), which: z.string(), says: z.string() }),
]);
type Sent = z.output<typeof Sent>;

const EXIT_OF: Readonly<Record<string, Exit>> = {
  invalid: Exit.usage,
  not_found: Exit.notFound,
  forbidden: Exit.notAllowed,
  unauthorised: Exit.notAllowed,
  fault: Exit.failure,
  unavailable: Exit.failure,
};

/** A refusal that is not listed is a state of the observatory that stands against the message. */
const exitOf = (sent: Sent): Exit => {
  switch (sent.outcome) {
    case 'done':
    case 'started':
    case 'accepted':
      return Exit.ok;
    case 'refused':
      return EXIT_OF[sent.code] ?? Exit.conflict;
    case 'timed_out':
      return Exit.timeOut;
  }
};

/** What came of it, for a person; on success the answer follows on standard output. */
const talkOf = (sent: Sent): string => {
  switch (sent.outcome) {
    case 'done':
      return 'done';
    case 'started':
      return `started ${sent.run}; nightjar events tail --aggregate ${sent.run} shows how it goes on`;
    case 'accepted':
      return `accepted as ${sent.job}; it waits for its turn`;
    case 'refused':
      return `refused: ${sent.says} (${sent.code})`;
    case 'timed_out':
      return `timed out: ${sent.says} (${sent.which})`;
  }
};

function payloadOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch (fault) {
    throw new Stop(Exit.usage, `the message is no JSON: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}

export const agentsSend = defineCommand({
  name: 'agents send',
  says: 'Sends a command or a question to an agent and prints the answer: done, started, accepted, refused or timed_out.',
  examples: [
    [`nightjar agents send catalog ListTargets '{"limit": 3}'`, 'three targets, as the catalogue answers'],
    [
      `nightjar agents send scheduler Replan '{"because": "clouds are gone"}' --deadline 30 --key replan-1`,
      'a command, once however often it is sent under this key',
    ],
  ],
  options: {
    ...URL_OPTION,
    deadline: { type: 'string', value: 'SECONDS', says: 'it is not executed later than this; default: 5' },
    key: { type: 'string', value: 'KEY', says: 'a command is executed once for each key' },
  },
  positional: { name: 'AGENT CONTRACT [JSON]', required: true, most: 3 },
  async run({ options: { url, deadline, key }, positionals: [agent, contract, text], json }, world) {
    if (contract === undefined) throw new Stop(Exit.usage, 'which contract? The reference of messages lists them');
    const deadlineS = deadline === undefined ? undefined : Number(deadline);
    if (deadlineS !== undefined && !(deadlineS > 0)) throw new Stop(Exit.usage, `--deadline: ${deadline} is no time`);
    const order = { contract, payload: payloadOf(text), deadlineS, idempotencyKey: key };
    const sent = await new Gateway(world, url).post(Sent, `/api/agents/${part(agent)}/send`, order);
    if (json) sayJson(world, sent);
    else if ('gives' in sent) sayJson(world, sent.gives);
    world.talk(`${talkOf(sent)}\n`);
    return exitOf(sent);
  },
});
