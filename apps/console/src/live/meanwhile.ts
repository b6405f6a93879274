import type { Query, QueryClient } from '@tanstack/react-query';
import { RECEIVE } from './receive.js';
import type { SubjectName } from './subjects.js';

interface Told {
  readonly name: SubjectName;
  readonly payload: unknown;
  readonly atMs: number;
}

/** Log lines come by the hundred: an answer that comes after so many words is rather asked for again. */
const KEPT_AT_MOST = 5000;

/**
 * Puts what is heard into what is shown, also where the answer to a question is still under way: that answer may have
 * been made before the event, and would leave it out or undo it. So what is heard meanwhile is kept, and put in again, in
 * the order it was heard, when the answer is there. What an answer already knows changes nothing, as a later word on the
 * same thing is always heard later.
 */
export class Meanwhile {
  private told: Told[] = [];
  /** How many words were heard before the first that is kept. */
  private before = 0;
  /** The questions under way, each with how many words were heard before it was asked. */
  private readonly underWay = new Map<Query, number>();

  constructor(private readonly cache: QueryClient) {}

  /** Begins to look at the questions. @returns how to end that */
  watch(): () => void {
    const queries = this.cache.getQueryCache();
    for (const query of queries.getAll()) this.look(query);
    return queries.subscribe(({ type, query }) => {
      if (type === 'updated' || type === 'removed') this.look(query, type === 'removed');
    });
  }

  /** @param atMs when it was heard, on the browser's monotonic clock, milliseconds */
  hear(name: SubjectName, payload: unknown, atMs: number): void {
    if (this.underWay.size > 0) this.told.push({ name, payload, atMs });
    else this.before += 1;
    this.put({ name, payload, atMs });
    if (this.told.length > KEPT_AT_MOST) this.forgetSome();
  }

  /** Something was told that was not heard: all is read again, also that of which the answer was under way. */
  missed(): void {
    this.forget();
    this.before += 1;
    void this.cache.invalidateQueries();
  }

  private put({ name, payload, atMs }: Told): void {
    RECEIVE[name](this.cache, payload as never, atMs);
  }

  private get heard(): number {
    return this.before + this.told.length;
  }

  private look(query: Query, removed = false): void {
    const asked = this.underWay.get(query);
    if (!removed && query.state.fetchStatus !== 'idle') {
      if (asked === undefined) this.underWay.set(query, this.heard);
      return;
    }
    if (asked === undefined) return;
    this.underWay.delete(query);
    const wholly = asked >= this.before;
    const since = this.told.slice(Math.max(0, asked - this.before));
    if (this.underWay.size === 0) this.forget();
    if (removed || query.state.status !== 'success') return;
    if (wholly) for (const told of since) this.put(told);
    else void this.cache.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }

  private forget(): void {
    this.before += this.told.length;
    this.told = [];
  }

  /** The older half. */
  private forgetSome(): void {
    this.told.splice(0, KEPT_AT_MOST / 2);
    this.before += KEPT_AT_MOST / 2;
  }
}
