/** What the gateway said no with: an RFC 9457 problem, or what can be told of a failure without one. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

const text = (body: unknown, key: string): string | null => {
  if (typeof body !== 'object' || body === null || !(key in body)) return null;
  const value: unknown = Reflect.get(body, key);
  return typeof value === 'string' ? value : null;
};

const problemOf = async (response: Response): Promise<ApiProblem> => {
  const body: unknown = await response.json().catch(() => null);
  const says = text(body, 'detail') ?? text(body, 'title') ?? `the server answered ${response.status}`;
  return new ApiProblem(response.status, text(body, 'code') ?? 'unknown', says);
};

const call = async (path: string, init: RequestInit): Promise<Response> => {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, 'unreachable', 'the server cannot be reached');
  });
  if (!response.ok) throw await problemOf(response);
  return response;
};

/** Reads JSON. The shapes are the contracts'; the gateway has checked them against their schemas. */
export const getJson = async <T>(path: string, signal?: AbortSignal): Promise<T> => {
  const response = await call(path, signal ? { signal } : {});
  return (await response.json()) as T;
};

export const getText = async (path: string, signal?: AbortSignal): Promise<string> =>
  (await call(path, signal ? { signal } : {})).text();

export const getBytes = async (path: string, signal?: AbortSignal): Promise<ArrayBuffer> =>
  (await call(path, signal ? { signal } : {})).arrayBuffer();

/** Posts JSON; null where the answer has no body. The key makes a repeated post harmless. */
export const postJson = async <T>(path: string, body: unknown): Promise<T | null> => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  const response = await call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.status === 204 ? null : ((await response.json()) as T);
};

/** Deletes what is there. */
export const deleteJson = async (path: string): Promise<void> => {
  await call(path, { method: 'DELETE' });
};

/** Somebody else was faster: what was changed is not what is there now. */
export const isConflict = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'conflict';

export const isUnauthorised = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401;

/** `path?a=b`, parameters in the order given. */
export const withQuery = (path: string, params: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(params).toString();
  return query ? `${path}?${query}` : path;
};
