import type { Bus } from '@nightjar/bus';
import type { Agent } from '@nightjar/contracts';
import type { z } from 'zod';

/** What a route's `run` may use. */
export interface RouteContext {
  readonly bus: Bus;
  /** Who asks. */
  readonly actor: string;
  /** The Idempotency-Key: what takes it makes one thing of an order that is repeated because its answer was lost. */
  readonly key: string | undefined;
  /** Every agent that has been heard of. */
  readonly agents: () => readonly Agent[];
}

/** One path of the API as a value: what it takes, what it answers, which message it becomes. */
export interface Route<Takes extends z.ZodObject = z.ZodObject, Answers extends z.ZodType = z.ZodType> {
  readonly method: 'get' | 'post' | 'delete';
  /** Under `/api`, with `:name` for a part of the path. */
  readonly path: string;
  readonly operation: string;
  readonly says: string;
  readonly tag: string;
  /** Everything from path, query and body together; `in` says where each comes from, the query by default. */
  readonly takes: Takes;
  readonly in?: Readonly<Partial<Record<keyof Takes['shape'] & string, 'path' | 'body'>>>;
  readonly answers: Answers;
  readonly status?: 200 | 201 | 202;
  /** Where what was made or begun is looked at, from `/api` on; sent as the header Location. */
  location?(answer: z.output<Answers>): string;
  run(context: RouteContext, input: z.output<Takes>): Promise<z.output<Answers>>;
}

export const route = <T extends z.ZodObject, A extends z.ZodType>(parts: Route<T, A>): Route =>
  parts as unknown as Route;

/** Every field of an object as one of the body. */
export const allInBody = <S extends z.ZodObject>(takes: S): Readonly<Record<keyof S['shape'] & string, 'body'>> =>
  Object.fromEntries(Object.keys(takes.shape).map((name) => [name, 'body'])) as Record<
    keyof S['shape'] & string,
    'body'
  >;
