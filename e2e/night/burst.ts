import { buildVoevent, frame, readMessage, VtpFramer, type VtpMessage } from '@nightjar/voevent';
import { once } from 'node:events';
import { connect } from 'node:net';

export interface Burst {
  readonly trigger: string;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly eventTime: Date;
  readonly role?: 'observation' | 'test';
}

/** A packet such as a satellite's ground segment sends, with facts of our own making. */
export const burstPacket = ({ trigger, raDeg, decDeg, eventTime, role = 'observation' }: Burst): Buffer =>
  Buffer.from(
    buildVoevent({
      ivoid: `ivo://nightjar.story/swift#BAT_GRB_Pos_${trigger}`,
      role,
      author: { ivoid: 'ivo://nightjar.story' },
      date: eventTime,
      params: [
        { name: 'Packet_Type', value: '61' },
        { name: 'TrigID', value: trigger },
      ],
      whereWhen: { eventTime, position: { raDeg, decDeg, errorDeg: 0.05, frame: 'ICRS' } },
      description: 'A burst for a story.',
    }),
  );

/** Sends one packet as any VTP author does. @returns the broker's answer; undefined when it closed without one */
export async function sendPacket(port: number, packet: Uint8Array): Promise<VtpMessage | undefined> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const framer = new VtpFramer();
  try {
    socket.write(frame(packet));
    for await (const chunk of socket) {
      for (const outcome of framer.push(chunk as Buffer)) {
        if (outcome.kind === 'frame') return readMessage(outcome.bytes);
      }
    }
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** Whether the broker said that it has the packet for good. */
export const isAck = (answer: VtpMessage | undefined): boolean =>
  answer?.kind === 'transport' && answer.message.role === 'ack';
