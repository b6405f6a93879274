/** One timer for each command: what is to be done when nothing was heard of it in time. */
export class Watchdogs {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  /** Takes the place of the command's earlier timer. @param seconds wall clock */
  set(id: string, seconds: number, act: () => void): void {
    this.clear(id);
    this.timers.set(id, setTimeout(act, seconds * 1000));
  }

  clear(id: string): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  clearAll(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
