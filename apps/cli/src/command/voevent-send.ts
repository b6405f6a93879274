import { readFileSync } from 'node:fs';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { portFrom } from '../settings.js';
import { sendPacket, type Answer } from '../vtp/author.js';
import { unreachable } from '../vtp/connection-fault.js';
import { sayJson, type World } from '../world.js';

export const voeventSend = defineCommand({
  name: 'voevent send',
  says: 'Sends a VOEvent packet to a broker as an author and waits for its receipt: 0 ack, 5 nak, 6 no answer in time.',
  examples: [
    ['nightjar voevent send packet.xml', 'to the broker of this machine'],
    ['nightjar voevent send packet.xml --host voevent.example.org --port 8098', 'to another one'],
    ['make-packet | nightjar voevent send - --json', 'from standard input, the receipt as JSON'],
  ],
  options: {
    host: { type: 'string', value: 'HOST', says: 'the broker; default 127.0.0.1' },
    port: { type: 'string', value: 'PORT', says: 'its author port; default NIGHTJAR_VTP_AUTHOR_PORT, else 8098' },
    timeout: { type: 'string', value: 'SECONDS', says: 'how long to wait for the receipt; default 10' },
  },
  positional: { name: 'FILE|-', required: true },
  async run({ options, positionals, json }, world) {
    const broker = {
      host: options.host ?? '127.0.0.1',
      port: portFrom(world, options.port, 'NIGHTJAR_VTP_AUTHOR_PORT', 8098),
    };
    const timeoutS = Number(options.timeout ?? 10);
    if (!(timeoutS > 0)) throw new Stop(Exit.usage, `--timeout: ${options.timeout ?? ''} is no time in seconds`);
    const packet = await packetFrom(positionals[0] ?? '-', world);
    const answer = await sendPacket(broker, packet, timeoutS, world.interrupted).catch((fault: unknown) => {
      throw unreachable(broker, fault);
    });
    return conclude(answer, timeoutS, json, world);
  },
});

async function packetFrom(name: string, world: World): Promise<Uint8Array> {
  const bytes = name === '-' ? await everythingOn(world.stdin) : fileOr(name);
  if (bytes.length === 0) throw new Stop(Exit.usage, `${name === '-' ? 'standard input' : name} is empty`);
  return bytes;
}

async function everythingOn(stdin: World['stdin']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

function fileOr(name: string): Uint8Array {
  try {
    return readFileSync(name);
  } catch (fault) {
    throw new Stop(Exit.notFound, `${name} cannot be read (${fault instanceof Error ? fault.message : String(fault)})`);
  }
}

function conclude(answer: Answer, timeoutS: number, json: boolean, world: World): Exit {
  switch (answer.outcome) {
    case 'ack':
    case 'nak': {
      const { origin, response, result } = answer.message;
      if (json) sayJson(world, { outcome: answer.outcome, ivoid: origin, broker: response, says: result });
      else world.say(`${answer.outcome} ${origin}${result ? `: ${result}` : ''}\n`);
      return answer.outcome === 'ack' ? Exit.ok : Exit.conflict;
    }
    case 'timeOut':
      throw new Stop(Exit.timeOut, `the broker did not answer within ${timeoutS} s; send the packet again`);
    case 'silent':
      throw new Stop(Exit.failure, `${answer.because}; send the packet again`);
    case 'interrupted':
      return Exit.interrupted;
  }
}
