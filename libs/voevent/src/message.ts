import { parseIvoid } from './ivoid.js';
import { DEFAULT_LIMITS } from './limits.js';
import { readVoevent, type ParseOptions } from './parse.js';
import { VoeventRefusal, shown, type VoeventRefusalCode } from './refusal.js';
import { readTransport, type TransportMessage } from './transport.js';
import type { Voevent } from './voevent.js';
import { readXml } from './xml.js';

/** What a frame on a VTP connection holds. */
export type VtpMessage =
  | { readonly kind: 'transport'; readonly message: TransportMessage }
  | { readonly kind: 'voevent'; readonly voevent: Voevent }
  | {
      readonly kind: 'unreadable';
      readonly code: VoeventRefusalCode;
      /** A sentence for the nak. */
      readonly because: string;
      readonly line: number | null;
      /** The event's identifier where one can be told, for the nak's Origin. */
      readonly ivoid: string | null;
    };

/** Says what a frame's payload is, by its root element. Never throws: what cannot be read is an answer too. */
export const readMessage = (bytes: Uint8Array, options: ParseOptions = {}): VtpMessage => {
  try {
    const root = readXml(bytes, options.limits ?? DEFAULT_LIMITS);
    if (root.name === 'Transport') return { kind: 'transport', message: readTransport(root) };
    if (root.name === 'VOEvent') return { kind: 'voevent', voevent: readVoevent(root, options) };
    const says = `The root element is ${shown(root.name)}, neither VOEvent nor Transport.`;
    throw new VoeventRefusal('not_voevent', says, root.line);
  } catch (error) {
    if (!(error instanceof VoeventRefusal)) throw error;
    const { code, message: because, line } = error;
    return { kind: 'unreadable', code, because, line, ivoid: glimpseIvoid(bytes) };
  }
};

const IVORN = /\sivorn\s{0,8}=\s{0,8}["']([\x21-\x7e]{1,1024}?)["']/;

/** The identifier of a packet that cannot be parsed, if its beginning shows a proper one. */
const glimpseIvoid = (bytes: Uint8Array): string | null => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).toString('latin1');
  const written = IVORN.exec(head)?.[1];
  if (written === undefined) return null;
  try {
    return parseIvoid(written).ivoid;
  } catch {
    return null;
  }
};
