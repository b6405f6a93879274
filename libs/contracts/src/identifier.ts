let lastMs = 0;
let sequence = 0;

/** Random bytes are fetched by the page: a call to the system for each identifier costs more than all the rest of it. */
const POOL_BYTES = 4096;
const BYTES = 16;
const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** Sixteen bytes that nobody else has. */
function randomBytes(): Uint8Array<ArrayBuffer> {
  if (used === POOL_BYTES) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + BYTES);
  used += BYTES;
  return bytes;
}

/**
 * A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then a 12-bit counter that keeps identifiers made in the same
 * millisecond in order, then random bits.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  const bytes = randomBytes();
  const view = new DataView(bytes.buffer);
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = view.getUint16(6) & 0x7ff;
  } else if (++sequence > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  view.setUint32(0, Math.floor(lastMs / 0x10000));
  view.setUint16(4, lastMs % 0x10000);
  view.setUint16(6, 0x7000 | sequence);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A new identifier with its readable prefix, e.g. `tgt_01980c2e-…`. */
export const newId = (prefix: string): string => `${prefix}_${uuidv7()}`;

/** When an identifier was made, by the wall clock of who made it: Unix milliseconds; null for one that is no UUIDv7. */
export function madeAtMs(id: string): number | null {
  const [, high, low] = /^[a-z]+_([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(id) ?? [];
  return high && low ? Number.parseInt(high + low, 16) : null;
}
