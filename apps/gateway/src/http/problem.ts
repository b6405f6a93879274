import { HttpException } from '@nestjs/common';
import { Refusal } from '@nightjar/contracts';

/** An RFC 9457 problem document; `code` is stable and meant for programs. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [more: string]: unknown;
}

const STATUS: Readonly<Record<string, number>> = {
  invalid: 400,
  nothing_selected: 400,
  unauthorised: 401,
  forbidden: 403,
  not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  no_image: 422,
  too_many_addresses: 429,
  too_many_requests: 429,
  fault: 500,
  unavailable: 503,
  timed_out: 504,
};

/** A refusal that is not listed is a state of the observatory that stands against the request. */
const statusOf = (code: string): number => STATUS[code] ?? 409;

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
};

/** What the outside is told of something thrown. The words of a fault stay inside. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Refusal) {
    return problem(thrown.code, statusOf(thrown.code), thrown.message, thrown.detail);
  }
  const status = thrown instanceof HttpException ? thrown.getStatus() : bodyParserStatus(thrown);
  const code = CODE_OF_STATUS[status];
  if (!code) return problem('fault', 500, 'something went wrong inside; the log of the gateway says what');
  return problem(code, status, thrown instanceof Error ? thrown.message : code);
}

export const problem = (code: string, status: number, detail: string, more: object = {}): Problem => ({
  ...more,
  type: `urn:nightjar:problem:${code}`,
  title: code.replaceAll('_', ' '),
  status,
  code,
  detail,
});

/** Express' body parser throws plain errors that carry a status. */
const bodyParserStatus = (thrown: unknown): number =>
  thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 500;
