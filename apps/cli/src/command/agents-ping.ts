import { z } from 'zod';
import { defineCommand, type Command } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { sayJson } from '../world.js';

const Beat = z.looseObject({ name: z.string(), state: z.string(), because: z.string().nullish() });

const BECAUSE = { type: 'string', value: 'TEXT', says: 'why; it is shown to whoever asks' } as const;

interface Message {
  readonly verb: 'ping' | 'pause' | 'resume' | 'shutdown';
  readonly says: string;
  readonly example: readonly [line: string, does: string];
  readonly wantsReason: boolean;
}

/** A command that sends one of the built-in messages to an agent and shows its answer. */
function agentCommand({ verb, says, example, wantsReason }: Message): Command {
  return defineCommand({
    name: `agents ${verb}`,
    says,
    examples: [example],
    options: wantsReason ? { ...URL_OPTION, because: BECAUSE } : URL_OPTION,
    positional: { name: 'AGENT', required: true },
    async run({ options, positionals, json }, world) {
      const given: Readonly<Record<string, string | undefined>> = options;
      if (wantsReason && !given['because']) throw new Stop(Exit.usage, `agents ${verb} wants --because TEXT`);
      const path = `/api/agents/${encodeURIComponent(positionals[0] ?? '')}/${verb}`;
      const beat = await new Gateway(world, given['url']).json(Beat, path, request(verb, given['because']));
      if (json) sayJson(world, beat);
      else world.say(`${beat.name} is ${beat.state}${beat.because ? `: ${beat.because}` : ''}\n`);
      return Exit.ok;
    },
  });
}

const request = (verb: Message['verb'], because: string | undefined): RequestInit =>
  verb === 'ping'
    ? {}
    : {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(because === undefined ? {} : { because }),
      };

export const agentsPing = agentCommand({
  verb: 'ping',
  says: 'Asks an agent for a sign of life over the bus.',
  example: ['nightjar agents ping scheduler', 'its state; exit code 3 when no agent has the name, 1 when it is silent'],
  wantsReason: false,
});

export const agentsPause = agentCommand({
  verb: 'pause',
  says: 'Lets an agent rest: events and jobs wait, commands are refused, what keeps things safe still passes.',
  example: [
    'nightjar agents pause sequencer --because "people in the dome"',
    'nothing new is begun until it is resumed',
  ],
  wantsReason: true,
});

export const agentsResume = agentCommand({
  verb: 'resume',
  says: 'Lets a paused agent work again; what waited is taken up in its order.',
  example: ['nightjar agents resume sequencer', 'the night goes on'],
  wantsReason: false,
});

export const agentsShutdown = agentCommand({
  verb: 'shutdown',
  says: 'Lets an agent finish what runs and end; its supervisor starts it again.',
  example: ['nightjar agents shutdown catalog --because "a new version"', 'ends the agent in order'],
  wantsReason: true,
});
