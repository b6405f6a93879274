import type { SkyRequest } from '@nightjar/catalogues';
import { setTimeout as wait } from 'node:timers/promises';
import { SkyFault } from './sky-fault.js';

export interface HttpLimits {
  /** Milliseconds for one try, from the first byte sent to the last one received. */
  readonly timeoutMs: number;
  /** Tries in all. What will not get better by waiting is tried once. */
  readonly tries: number;
  /** Before the second try; doubled before each further one. */
  readonly backOffMs: number;
  /** Bytes of an answer, unpacked. */
  readonly maxBytes: number;
  /** Milliseconds for all tries together. */
  readonly deadlineMs: number;
  /** Milliseconds for which a host that could not be reached, or never answered, is not asked again, by whatever question. */
  readonly restMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  ...{ timeoutMs: 60_000, tries: 3, backOffMs: 1000, deadlineMs: 150_000, restMs: 300_000 },
  maxBytes: 128 * 2 ** 20,
};

const MOST_REDIRECTS = 3;
/** Worth another try: the server is busy, or the network was. */
const MAY_PASS: readonly SkyFault['code'][] = ['unreachable', 'timed_out', 'unavailable', 'cut_off'];
/** After the last try: nobody is there, or nobody who answers. */
const SILENT: readonly SkyFault['code'][] = ['unreachable', 'timed_out'];

/**
 * Asks servers of the sky: only hosts on the allow-list, also after a redirect; in bounded time and memory; again with growing
 * pauses where that may help. Behind a firewall that swallows what is sent, or before a server that takes questions and answers
 * none, each question would wait for minutes: such a host is left alone for a while.
 */
export class HttpClient {
  private readonly hosts: ReadonlySet<string>;
  /** Hosts from which no answer came, with why, and until when they are not asked. */
  private readonly away = new Map<string, { readonly because: string; readonly untilMs: number }>();

  /** @param allow hosts, with a port where it is not the scheme's own: `vizier.cds.unistra.fr`, `127.0.0.1:8080` */
  constructor(
    allow: readonly string[],
    private readonly limits: HttpLimits = HTTP_LIMITS,
    private readonly agent = 'Nightjar',
  ) {
    this.hosts = new Set(allow.map((host) => host.toLowerCase()));
  }

  /** @throws SkyFault */
  async ask(base: string, request: SkyRequest, signal?: AbortSignal): Promise<Buffer> {
    const deadline = performance.now() + this.limits.deadlineMs;
    const address = addressOf(base, request);
    this.mustNotBeAway(address);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(address, request.form, deadline, signal);
      } catch (fault) {
        signal?.throwIfAborted();
        if (!(fault instanceof SkyFault) || !MAY_PASS.includes(fault.code)) throw fault;
        const pauseMs = this.limits.backOffMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
        if (attempt >= this.limits.tries || performance.now() + pauseMs > deadline) {
          if (SILENT.includes(fault.code)) this.leave(address, fault.message);
          throw fault;
        }
        await wait(pauseMs, undefined, signal ? { signal } : {});
      }
    }
  }

  private async once(first: URL, form: SkyRequest['form'], deadline: number, cancel?: AbortSignal): Promise<Buffer> {
    const timeoutMs = Math.ceil(Math.max(1, Math.min(this.limits.timeoutMs, deadline - performance.now())));
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = cancel ? AbortSignal.any([cancel, timeout]) : timeout;
    try {
      let address = first;
      for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
        this.mustBeAllowed(address);
        const answer = await fetch(address, {
          ...{ redirect: 'manual', signal, headers: { 'user-agent': this.agent } },
          ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams({ ...form }) }),
        });
        const next = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
        if (next === null) return await this.body(answer, address);
        await answer.body?.cancel();
        address = new URL(next, address);
      }
      throw new SkyFault('refused', `${first.host} redirects more than ${MOST_REDIRECTS} times`);
    } catch (reason) {
      if (reason instanceof SkyFault) throw reason;
      if (timeout.aborted)
        throw new SkyFault('timed_out', `${first.host} did not answer within ${Math.round(timeoutMs / 1000)} s`);
      cancel?.throwIfAborted();
      throw networkFault(first.host, reason);
    }
  }

  private leave({ host }: URL, because: string): void {
    this.away.set(host, { because, untilMs: performance.now() + this.limits.restMs });
  }

  private mustNotBeAway({ host }: URL): void {
    const away = this.away.get(host);
    if (away && performance.now() < away.untilMs)
      throw new SkyFault('unreachable', `${away.because} (it is left alone for a while)`);
    this.away.delete(host);
  }

  private mustBeAllowed(address: URL): void {
    if (address.protocol !== 'http:' && address.protocol !== 'https:')
      throw new SkyFault('not_allowed', `${address.protocol} is no address of the web`);
    if (!this.hosts.has(address.host.toLowerCase()))
      throw new SkyFault(
        'not_allowed',
        `${address.host} is not on the list of hosts that may be asked (NIGHTJAR_SKY_HOSTS)`,
      );
  }

  private async body(answer: Response, { host }: URL): Promise<Buffer> {
    const { status } = answer;
    if (status >= 500 || status === 429) return this.turnedDown(answer, 'unavailable', host);
    if (status < 200 || status >= 300) return this.turnedDown(answer, 'refused', host);
    const { maxBytes } = this.limits;
    const declared = Number(answer.headers.get('content-length') ?? 0);
    const chunks: Uint8Array[] = [];
    let size = 0;
    if (declared > maxBytes) size = declared;
    else
      for await (const chunk of answer.body ?? []) {
        size += chunk.length;
        if (size > maxBytes) break;
        chunks.push(chunk);
      }
    if (size <= maxBytes) return Buffer.concat(chunks);
    await answer.body?.cancel().catch(() => undefined);
    throw new SkyFault(
      'too_large',
      `${host} sends more than ${Math.floor(maxBytes / 2 ** 20)} MiB: ask for a smaller field`,
    );
  }

  private async turnedDown(answer: Response, code: 'unavailable' | 'refused', host: string): Promise<never> {
    await answer.body?.cancel().catch(() => undefined);
    throw new SkyFault(code, `${host} answers ${answer.status} ${answer.statusText}`.trim());
  }
}

function addressOf(base: string, { path, query }: SkyRequest): URL {
  const address = new URL(base.replace(/\/+$/, '') + path);
  // a parameter without a value stands alone: Sesame reads the whole query as the name
  const parts = Object.entries(query).map(([name, value]) =>
    value === '' ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  address.search = parts.join('&');
  return address;
}

/** What undici throws; its class is not asked, as a thread or a spec may have an `Error` of its own. */
function networkFault(host: string, reason: unknown): SkyFault {
  const { message, cause } = reason as { message?: string; cause?: { message?: string } };
  const said = cause?.message || message || String(reason);
  // undici's words for a connection that ends within an answer
  const isCut = message === 'terminated' || /other side closed|premature|does not match content-length/i.test(said);
  return isCut
    ? new SkyFault('cut_off', `${host} ended the connection within its answer`, { cause: reason })
    : new SkyFault('unreachable', `${host} cannot be reached: ${said}`, { cause: reason });
}
