import type { JsMsg } from '@nats-io/jetstream';

/**
 * The messages this process has been given and has not answered, those not yet begun in order. All are shown to be alive,
 * also those that wait behind a slow one: otherwise the server would give them to another process, which would overtake.
 */
export class Hold implements AsyncIterable<JsMsg> {
  private readonly waiting: JsMsg[] = [];
  private readonly unanswered = new Set<JsMsg>();
  private ended = false;
  private wake: (() => void) | undefined;
  private readonly beat: NodeJS.Timeout;

  constructor(signOfLifeMs: number) {
    this.beat = setInterval(() => {
      for (const message of this.unanswered) message.working();
    }, signOfLifeMs);
  }

  take(message: JsMsg): void {
    if (this.ended) return message.nak();
    this.unanswered.add(message);
    this.waiting.push(message);
    this.wake?.();
  }

  /** Those not yet begun. */
  get behind(): readonly JsMsg[] {
    return this.waiting;
  }

  /** The server has been told what came of a message. */
  answered(message: JsMsg): void {
    this.unanswered.delete(message);
  }

  /** No more is handled after the one in hand; what waits goes back to the server. */
  end(): void {
    this.ended = true;
    for (const message of this.waiting.splice(0)) {
      message.nak();
      this.answered(message);
    }
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JsMsg> {
    try {
      while (!this.ended) {
        const next = this.waiting.shift();
        if (next) yield next;
        else await new Promise<void>((done) => (this.wake = done));
      }
    } finally {
      clearInterval(this.beat);
      this.end();
    }
  }
}
