import { AnswerFault, type SkyRequest } from '@nightjar/catalogues';
import { DiskCache } from './disk-cache.js';
import { HttpClient } from './http-client.js';
import { SkyFault } from './sky-fault.js';
import type { SkySettings } from './sky-settings.js';

/** An answer as it was understood. */
export interface Answered<T> {
  readonly value: T;
  readonly from: 'cache' | 'network';
  readonly ageS: number;
}

/**
 * Asks a service, or the cache in its place. An answer is kept only when it was understood, so that a page of errors never is; what
 * was kept serves for ever, as catalogues do not change under their name, and its age is told. The same question of two is asked once.
 */
export class Asker {
  private readonly cache: DiskCache;
  private readonly http: HttpClient;
  private readonly inHand = new Map<string, Promise<Answered<unknown>>>();

  constructor(
    private readonly settings: SkySettings,
    private readonly signal?: AbortSignal,
  ) {
    this.cache = new DiskCache(settings.cacheFolder, settings.cacheBytes);
    this.http = new HttpClient(settings.hosts, settings.limits);
  }

  /** @param read understands an answer @throws SkyFault */
  ask<T>(base: string, request: SkyRequest, read: (content: Buffer) => T): Promise<Answered<T>> {
    const key = keyOf(base, request);
    const asked = this.inHand.get(key) as Promise<Answered<T>> | undefined;
    if (asked) return asked;
    const asking = this.askNow(key, base, request, read).finally(() => this.inHand.delete(key));
    this.inHand.set(key, asking);
    return asking;
  }

  private async askNow<T>(
    key: string,
    base: string,
    request: SkyRequest,
    read: (content: Buffer) => T,
  ): Promise<Answered<T>> {
    const kept = await this.cache.get(key);
    if (kept) {
      const ageS = Math.max(0, (Date.now() - kept.at.getTime()) / 1000);
      // what an earlier version kept may not be understood by this one: it is asked again
      const value = valueOf(read, kept.content);
      if (value) return { ...value, from: 'cache', ageS };
    }
    if (this.settings.offline) throw new SkyFault('offline', 'the network is not to be used');
    const content = await this.http.ask(base, request, this.signal);
    const value = understood(read, content);
    // a full disk costs the next question, not this answer
    await this.cache.put(key, content, new Date()).catch(() => undefined);
    return { value, from: 'network', ageS: 0 };
  }
}

/** A key goes with the question, never into the cache's names. */
const keyOf = (base: string, { path, query, form = {} }: SkyRequest): string => {
  const { api_key: _, ...open } = form;
  return JSON.stringify([base, path, query, open]);
};

function understood<T>(read: (content: Buffer) => T, content: Buffer): T {
  try {
    return read(content);
  } catch (fault) {
    if (fault instanceof AnswerFault) throw new SkyFault(fault.code, fault.message, { cause: fault });
    throw fault;
  }
}

function valueOf<T>(read: (content: Buffer) => T, content: Buffer): { value: T } | undefined {
  try {
    return { value: read(content) };
  } catch (fault) {
    if (fault instanceof AnswerFault) return undefined;
    throw fault;
  }
}
