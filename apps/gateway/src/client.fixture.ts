import { freePort, startNight, type Night } from '@nightjar/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gateway } from './gateway.definition.js';

/** Status and body of an answer. */
export type Answer = readonly [status: number, body: unknown];

/** A gateway in a night of its own, and somebody who is signed in. */
export interface Client {
  readonly night: Night;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** As it comes, signed in. @param path from `/api` on */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  readonly token: string;
  close(): Promise<void>;
}

export async function openClient(environment: Readonly<Record<string, string>> = {}): Promise<Client> {
  const port = await freePort();
  const night = await startNight({
    environment: { NIGHTJAR_HTTP_PORT: String(port), NIGHTJAR_EXPECTED_AGENTS: 'gateway', ...environment },
  });
  await night.start(gateway);
  const token = (await readFile(join(night.home, 'admin-token'), 'utf8')).trim();
  const signed = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/api${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });
  const call = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const response = await signed(path, {
      method,
      headers: { 'content-type': 'application/json', ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [response.status, await response.json()] as const;
  };
  return {
    night,
    get: (path) => call('GET', path),
    post: (path, body = {}, headers) => call('POST', path, body, headers),
    token,
    fetch: signed,
    close: async () => night[Symbol.asyncDispose](),
  };
}
