import { z } from 'zod';
import { EventFilter } from '../live/wanted.js';
import type { Route } from './route.js';

type Json = Record<string, unknown>;

const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; meant for programs.' },
    detail: { type: 'string', description: 'One sentence for a person.' },
  },
};

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

function parameters(route: Route): Json[] {
  const schema = jsonSchema(route.takes, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => route.in?.[name] !== 'body')
    .map(([name, property]) => ({
      name,
      in: route.in?.[name] === 'path' ? 'path' : 'query',
      required: route.in?.[name] === 'path' || (schema.required ?? []).includes(name),
      schema: property,
    }));
}

/** Every field of an object as a parameter of the query. */
const jsonParameters = (query: z.ZodObject): Json[] =>
  Object.entries((jsonSchema(query, 'input') as { properties?: Record<string, Json> }).properties ?? {}).map(
    ([name, schema]) => ({ name, in: 'query', required: false, schema }),
  );

function requestBody(route: Route): Json {
  const schema = jsonSchema(route.takes, 'input') as { properties?: Record<string, Json>; required?: string[] };
  const inBody = (name: string): boolean => route.in?.[name] === 'body';
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => inBody(name)));
  if (Object.keys(properties).length === 0) return {};
  const required = (schema.required ?? []).filter(inBody);
  return { requestBody: { content: { 'application/json': { schema: { type: 'object', properties, required } } } } };
}

const operation = (route: Route): Json => ({
  operationId: route.operation,
  summary: route.says,
  tags: [route.tag],
  parameters: [
    ...parameters(route),
    ...(route.method === 'post' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ],
  ...requestBody(route),
  responses: {
    [String(route.status ?? 200)]: {
      description: route.says,
      content: { 'application/json': { schema: jsonSchema(route.answers, 'output') } },
    },
    default: { $ref: '#/components/responses/Problem' },
  },
});

const plain = (
  operationId: string,
  summary: string,
  tag: string,
  type: string,
  id = false,
  query: readonly Json[] = [],
): Json => ({
  get: {
    operationId,
    summary,
    tags: [tag],
    parameters: [...(id ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []), ...query],
    responses: {
      '200': { description: summary, content: { [type]: {} } },
      default: { $ref: '#/components/responses/Problem' },
    },
  },
});

/** Paths that answer with bytes, a stream or the gateway's own state rather than with a message of the bus. */
const OWN_PATHS: Json = {
  '/livez': plain('livez', 'The process lives.', 'operations', 'application/json'),
  '/readyz': plain(
    'readyz',
    'Whether the observatory can work; 503 and why when it cannot.',
    'operations',
    'application/json',
  ),
  '/status': plain('getStatus', 'The state of the observatory in one answer.', 'operations', 'application/json'),
  '/agents': plain('listAgents', 'Every agent by its heartbeat.', 'operations', 'application/json'),
  '/events': plain(
    'streamEvents',
    'Facts as they happen; filters count together, Last-Event-ID resumes.',
    'operations',
    'text/event-stream',
    false,
    jsonParameters(EventFilter),
  ),
  '/notices/{id}/raw': plain(
    'getRawNotice',
    'The bytes of an alert exactly as they were sent.',
    'alerts',
    'application/xml',
    true,
  ),
  '/data-products/{id}/file': plain(
    'getFile',
    'The file of a data product.',
    'catalogue',
    'application/octet-stream',
    true,
  ),
  '/data-products/{id}/header': plain(
    'getHeader',
    'The FITS header of a data product.',
    'catalogue',
    'application/json',
    true,
  ),
};

/** The OpenAPI 3.1 document, made from the routes and their schemas alone. */
export function openApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Nightjar', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }, { session: [] }],
    paths: { ...paths, ...OWN_PATHS },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token of NIGHTJAR_HOME/admin-token.' },
        session: { type: 'apiKey', in: 'cookie', name: 'nightjar_session' },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'The same key never has the effect twice.',
          schema: { type: 'string', maxLength: 200 },
        },
      },
      responses: {
        Problem: {
          description: 'A problem document (RFC 9457).',
          content: { 'application/problem+json': { schema: PROBLEM } },
        },
      },
    },
  };
}
