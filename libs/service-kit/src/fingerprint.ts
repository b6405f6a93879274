import { createHash } from 'node:crypto';

/** The same for payloads that say the same, in whatever order their keys stand. */
export const fingerprint = (payload: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(payload, (_, value: unknown) => inOrder(value)) ?? 'nothing')
    .digest('hex');

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
