/** Whether an agent is paused, by whom and why. */
export class Pause {
  private reason: string | null = null;
  private readonly waiting = new Set<() => void>();
  private readonly listeners = new Set<() => void>();

  /** Why the agent is paused; null when it works. */
  get because(): string | null {
    return this.reason;
  }

  begin(because: string): void {
    this.reason = because;
  }

  end(): void {
    this.reason = null;
    for (const resume of this.waiting) resume();
    this.waiting.clear();
    for (const listen of this.listeners) listen();
  }

  /** Calls `listen` whenever a pause ends. @returns how to stop that */
  onEnd(listen: () => void): () => void {
    this.listeners.add(listen);
    return () => this.listeners.delete(listen);
  }

  /** Resolves when the agent works. @throws the signal's reason when it aborts first, so that the message is handed back */
  async over(signal: AbortSignal): Promise<void> {
    while (this.reason !== null) {
      await new Promise<void>((done, handBack) => {
        const abort = (): void => handBack(signal.reason);
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        this.waiting.add(() => {
          signal.removeEventListener('abort', abort);
          done();
        });
      });
    }
  }
}
