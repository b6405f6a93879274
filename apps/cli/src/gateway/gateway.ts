import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Exit, Stop } from '../exit.js';
import { addressesOf, homeOf, setting } from '../settings.js';
import type { World } from '../world.js';

/** RFC 9457, as far as the command shows it. */
const Problem = z.object({ title: z.string().optional(), detail: z.string().optional(), code: z.string().optional() });

const EXIT_OF: Readonly<Record<number, Exit>> = {
  400: Exit.usage,
  401: Exit.notAllowed,
  403: Exit.notAllowed,
  404: Exit.notFound,
  408: Exit.timeOut,
  409: Exit.conflict,
  413: Exit.usage,
  422: Exit.usage,
  504: Exit.timeOut,
};

/** `?a=b` of what is given; nothing for nothing. */
export function query(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** A name as a part of a path. */
export const part = (name: string | undefined): string => encodeURIComponent(name ?? '');

export const URL_OPTION = {
  url: { type: 'string', value: 'URL', says: 'the gateway; default: the running site, else http://127.0.0.1:3000' },
} as const;

/** The HTTP interface of an observatory, with the administrator's token of NIGHTJAR_HOME. */
export class Gateway {
  private readonly base: string;

  constructor(
    private readonly world: World,
    url: string | undefined,
  ) {
    const port = setting(world, 'NIGHTJAR_HTTP_PORT') ?? '3000';
    this.base = url ?? addressesOf(world)['url'] ?? `http://127.0.0.1:${port}`;
    if (!URL.canParse(this.base)) throw new Stop(Exit.usage, `--url: ${this.base} is no address`);
  }

  /** @throws Stop with the exit code that the answer's status stands for */
  async json<S extends z.ZodType>(schema: S, path: string, init: RequestInit = {}): Promise<z.output<S>> {
    const response = await this.open(path, { signal: this.world.interrupted, ...init });
    const answer = schema.safeParse(await response.json().catch(() => undefined));
    if (answer.success) return answer.data;
    throw new Stop(Exit.failure, `${this.base}${path} does not answer as a gateway of Nightjar does`);
  }

  /** Posts JSON, once however often it is repeated under one key. @throws Stop as `json` does */
  async post<S extends z.ZodType>(schema: S, path: string, body: object = {}, key?: string): Promise<z.output<S>> {
    const headers = { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) };
    return this.json(schema, path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** An answer whose body is still to be read. @throws Stop */
  async open(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token()}`, ...init.headers };
    const response = await fetch(new URL(path, this.base), { ...init, headers }).catch((fault: unknown) => {
      if (this.world.interrupted.aborted) throw fault;
      throw new Stop(Exit.failure, `nothing answers at ${this.base}; is the site running? (npm start)`);
    });
    if (response.ok) return response;
    const problem = Problem.safeParse(await response.json().catch(() => undefined)).data;
    const says = problem?.detail ?? problem?.title ?? response.statusText;
    throw new Stop(EXIT_OF[response.status] ?? Exit.failure, `${says} (${problem?.code ?? response.status})`);
  }

  private token(): string {
    const path = join(homeOf(this.world), 'admin-token');
    if (existsSync(path)) return readFileSync(path, 'utf8').trim();
    throw new Stop(Exit.notAllowed, `there is no ${path}; the first start writes it, NIGHTJAR_HOME says where`);
  }
}
