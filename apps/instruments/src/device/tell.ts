import type { Log } from '@nightjar/service-kit';
import type { Frame } from '../command/frame.js';
import type { CommandRecord } from '../command/record.js';

export function noteFrame(log: Log, { name, exposureS, filter, sha256, traceId }: Frame): void {
  log.info(`frame ${name}, ${exposureS} s in ${filter}`, { sha256, trace_id: traceId });
}

/** Refusals are told by who asked, and what is overdue when it is stopped. */
export function noteFailure(log: Log, device: string, { id, order, state, because, traceId }: CommandRecord): void {
  const facts = { command: id, trace_id: traceId };
  const what = `${order.action} of ${device}`;
  if (state === 'FAILED') log.warn(`${what} failed: ${because ?? 'no reason given'}`, facts);
  if (state === 'ABORTED') log.info(`${what} was stopped`, facts);
}
