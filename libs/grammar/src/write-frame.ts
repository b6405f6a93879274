import { createHash } from 'node:crypto';
import type { Dialect } from './dialect.js';
import type { Message } from './message.js';

/** The message as the bytes of its line. @throws RangeError when it has no lawful form. */
export const writeFrame = (dialect: Dialect, message: Exclude<Message, { kind: 'blob' }>): Uint8Array =>
  Buffer.from(`${dialect.write(message)}\n`, 'ascii');

/** A file as its announcement and its bytes. */
export function writeBlob(dialect: Dialect, id: string, format: string, payload: Uint8Array): Uint8Array {
  const sha256 = createHash('sha256').update(payload).digest('hex');
  const head = dialect.write({ kind: 'blob', id, bytes: payload.length, sha256, format });
  return Buffer.concat([Buffer.from(`${head}\n`, 'ascii'), payload]);
}
