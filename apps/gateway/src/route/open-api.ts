import { jsonSchema, OWN_PATHS, type Json } from './own-paths.js';
import type { Route } from './route.js';

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
      ...(route.location ? { headers: { Location: { schema: { type: 'string' } } } } : {}),
      content: { 'application/json': { schema: jsonSchema(route.answers, 'output') } },
    },
    default: { $ref: '#/components/responses/Problem' },
  },
});

/** The OpenAPI 3.1 document, made from the routes and their schemas alone. */
export function openApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  for (const [path, own] of Object.entries(OWN_PATHS)) paths[path] = { ...paths[path], ...own };
  return {
    openapi: '3.1.0',
    info: { title: 'Nightjar', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
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
