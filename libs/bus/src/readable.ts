import type { JsMsg } from '@nats-io/jetstream';

/** Deeper than this no contract is; some ten times as deep neither V8 nor PostgreSQL writes JSON any more. */
const DEEPEST = 500;

/** What a message carries, as it can be kept: its JSON, or its text where that is none or is nested too deep to be written again. */
export function readable(message: Pick<JsMsg, 'json' | 'string'>): unknown {
  try {
    const payload = message.json<unknown>();
    return isDeep(payload) ? message.string() : payload;
  } catch {
    return message.string();
  }
}

function isDeep(payload: unknown): boolean {
  let level = [payload];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}
