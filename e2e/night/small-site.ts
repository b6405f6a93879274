import { freePort, startNight, type Night } from '@nightjar/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './observatory.js';

/** A machine that does other things besides may need so long to start the services. */
const READY_WITHIN_MS = 180_000;

/** A gateway with the console, and no more services than are named: each a process of its own, from its `dist`. */
export class SmallSite implements AsyncDisposable {
  private constructor(
    readonly night: Night,
    readonly url: string,
  ) {}

  /**
   * Starts services and waits until each answers.
   * @param answers a path of the API for each service, which only that one can answer
   * @param environment settings of all of them
   */
  static async start(
    answers: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<SmallSite> {
    const port = await freePort();
    const site = new SmallSite(await startNight({ environment }), `http://127.0.0.1:${port}`);
    try {
      await site.night.spawn('gateway', { NIGHTJAR_HTTP_PORT: String(port) });
      for (const service of Object.keys(answers)) await site.night.spawn(service);
      for (const [service, path] of Object.entries(answers))
        await eventually(`${service} answers`, READY_WITHIN_MS, () => site.get<object>(path));
      return site;
    } catch (fault) {
      await site[Symbol.asyncDispose]();
      throw fault;
    }
  }

  get<T>(path: string): Promise<T> {
    return this.ask(path);
  }

  post<T>(path: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    return this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Brings a file as a form of a browser does. */
  upload<T>(name: string, content: Uint8Array): Promise<T> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)]), name);
    return this.ask('/api/data-products', { method: 'POST', body: form });
  }

  /** The address that signs a browser in, once. */
  async signInLink(): Promise<string> {
    return (await readFile(join(this.night.home, 'run', 'sign-in-link'), 'utf8')).trim();
  }

  private async ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const token = (await readFile(join(this.night.home, 'admin-token'), 'utf8')).trim();
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.night[Symbol.asyncDispose]();
  }
}
