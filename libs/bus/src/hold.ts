import type { JsMsg } from '@nats-io/jetstream';

/**
 * The messages this process has been given and has not answered, in order. Those that wait behind a slow one are shown
 * to be alive as well: otherwise the server would give them to another process, which would overtake.
 */
export class Hold implements AsyncIterable<JsMsg> {
  private readonly waiting: JsMsg[] = [];
  private inHand: JsMsg | undefined;
  private ended = false;
  private wake: (() => void) | undefined;
  private readonly beat: NodeJS.Timeout;

  constructor(signOfLifeMs: number) {
    this.beat = setInterval(() => {
      this.inHand?.working();
      for (const message of this.waiting) message.working();
    }, signOfLifeMs);
  }

  take(message: JsMsg): void {
    if (this.ended) return message.nak();
    this.waiting.push(message);
    this.wake?.();
  }

  /** No more is handled after the one in hand; what waits goes back to the server. */
  end(): void {
    this.ended = true;
    for (const message of this.waiting.splice(0)) message.nak();
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JsMsg> {
    try {
      while (!this.ended) {
        this.inHand = this.waiting.shift();
        if (this.inHand) yield this.inHand;
        else await new Promise<void>((done) => (this.wake = done));
      }
    } finally {
      this.inHand = undefined;
      clearInterval(this.beat);
      this.end();
    }
  }
}
