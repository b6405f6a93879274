import { Refusal } from '@nightjar/contracts';
import type { Meta } from './meta.js';

/** A refusal from before the handler: nothing was executed, and the same message may come again. */
export class NotBegun extends Refusal {}

/** A message came after its deadline. */
export class OutOfDate extends NotBegun {
  constructor({ subject, deadline }: Pick<Meta, 'subject' | 'deadline'>, nowMs: number) {
    const late = deadline ? ((nowMs - deadline.getTime()) / 1000).toFixed(1) : '?';
    super(
      'out_of_date',
      `${subject} came ${late} s after its deadline by this machine's clock and was not executed; send it anew if it still matters`,
      { deadline: deadline?.toISOString() ?? null, receivedAt: new Date(nowMs).toISOString() },
    );
  }
}

/** The last look before a message is acted on. @throws OutOfDate when its deadline has passed */
export function mustBeInTime(meta: Pick<Meta, 'subject' | 'deadline'>, nowMs: number = Date.now()): void {
  if (meta.deadline && meta.deadline.getTime() <= nowMs) throw new OutOfDate(meta, nowMs);
}
