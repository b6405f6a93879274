import type { VtpMessage } from './message.js';

/** What is already stored under a packet's identifier key; under its very bytes, where there is such a one. */
export interface KnownPacket {
  /** Hexadecimal SHA-256 of the raw bytes. */
  readonly sha256: string;
  readonly ivoid: string;
}

/**
 * accept: new. duplicate: the same bytes again; ack, relay nothing. revision: the same identifier with other bytes; ack,
 * keep and flag it, do not act on it as on a new event. refuse: nak with the reason; nothing is remembered.
 */
export interface ReceiptVerdict {
  readonly verdict: 'accept' | 'duplicate' | 'revision' | 'refuse';
  /** A sentence for the author and the log. */
  readonly because: string;
}

/** What to do with a frame that has come in on the author's port. */
export const judgeReceipt = (
  known: KnownPacket | null,
  packet: { readonly sha256: string; readonly message: VtpMessage },
): ReceiptVerdict => {
  const { message } = packet;
  switch (message.kind) {
    case 'unreadable':
      return { verdict: 'refuse', because: message.because };
    case 'transport':
      return { verdict: 'refuse', because: `A ${message.message.role} is no event.` };
    case 'voevent': {
      const { ivoid } = message.voevent;
      if (known === null) return { verdict: 'accept', because: `${ivoid} is new.` };
      if (known.sha256 === packet.sha256) return { verdict: 'duplicate', because: `${ivoid} is stored already.` };
      return { verdict: 'revision', because: `${known.ivoid} is stored already with other bytes.` };
    }
  }
};
