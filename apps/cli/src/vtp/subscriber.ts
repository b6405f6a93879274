import {
  buildTransport,
  frame,
  readMessage,
  VtpFramer,
  type TransportMessage,
  type VtpMessage,
} from '@nightjar/voevent';
import { connect } from 'node:net';
import type { Broker } from './author.js';

/** How this client names itself to brokers. */
const OWN = 'ivo://nightjar.local/cli';

export interface Packet {
  readonly bytes: Uint8Array;
  readonly read: Exclude<VtpMessage, { kind: 'transport' }>;
}

/**
 * The packets of a VTP broker as they come, until it closes. Answers what a subscriber has to: signs of life, receipts.
 * @throws what the connection fails with
 */
export async function* packets({ host, port }: Broker, interrupted: AbortSignal): AsyncGenerator<Packet> {
  const socket = connect({ host, port });
  const stop = (): void => void socket.destroy();
  interrupted.addEventListener('abort', stop, { once: true });
  const framer = new VtpFramer(8 * 1024 * 1024);
  try {
    for await (const chunk of socket) {
      for (const outcome of framer.push(chunk)) {
        if (outcome.kind !== 'frame') throw new Error(outcome.because);
        const read = readMessage(outcome.bytes);
        const answer = answerTo(read);
        if (answer) socket.write(frame(answer));
        if (read.kind !== 'transport') yield { bytes: outcome.bytes, read };
      }
    }
  } catch (fault) {
    if (!interrupted.aborted) throw fault;
  } finally {
    interrupted.removeEventListener('abort', stop);
    socket.destroy();
  }
}

function answerTo(read: VtpMessage): Uint8Array | undefined {
  const at = new Date();
  if (read.kind === 'transport') return echo(read.message, at);
  const origin = read.kind === 'voevent' ? read.voevent.ivoid : (read.ivoid ?? OWN);
  if (read.kind === 'voevent') return buildTransport({ role: 'ack', origin, response: OWN, at });
  return buildTransport({ role: 'nak', origin, response: OWN, at, result: read.because });
}

/** `iamalive` and `authenticate` are answered in kind; receipts are not answered. */
const echo = ({ role, origin }: TransportMessage, at: Date): Uint8Array | undefined =>
  role === 'iamalive' || role === 'authenticate' ? buildTransport({ role, origin, response: OWN, at }) : undefined;
