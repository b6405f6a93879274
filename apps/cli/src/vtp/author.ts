import { frame, readMessage, VtpFramer, type TransportMessage } from '@nightjar/voevent';
import { connect } from 'node:net';

/** What a broker said to a packet. */
export type Answer =
  | { readonly outcome: 'ack' | 'nak'; readonly message: TransportMessage }
  | { readonly outcome: 'silent'; readonly because: string }
  | { readonly outcome: 'timeOut' }
  | { readonly outcome: 'interrupted' };

export interface Broker {
  readonly host: string;
  readonly port: number;
}

/**
 * Sends one packet as a VTP author, byte for byte, and waits for the broker's word.
 * @param timeoutS for the whole exchange, seconds
 * @throws what the connection fails with (refused, unreachable)
 */
export function sendPacket(
  { host, port }: Broker,
  packet: Uint8Array,
  timeoutS: number,
  interrupted: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const framer = new VtpFramer();
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
      socket.destroy();
    };
    const timer = setTimeout(() => end({ outcome: 'timeOut' }), timeoutS * 1000);
    interrupted.addEventListener('abort', () => end({ outcome: 'interrupted' }), { once: true });
    socket.once('connect', () => socket.write(frame(packet)));
    socket.on('data', (chunk: Buffer) => {
      for (const outcome of framer.push(chunk)) {
        const read = outcome.kind === 'frame' ? readMessage(outcome.bytes) : undefined;
        const message = read?.kind === 'transport' ? read.message : undefined;
        if (message?.role === 'ack' || message?.role === 'nak') return end({ outcome: message.role, message });
        if (!message) return end({ outcome: 'silent', because: 'the broker answered with something that is not VTP' });
      }
    });
    socket.once('error', (fault) => {
      clearTimeout(timer);
      reject(fault);
    });
    socket.once('close', () =>
      end({ outcome: 'silent', because: 'the broker closed the connection without an answer' }),
    );
  });
}
