import { DataProduct, page } from '@nightjar/contracts';
import { z } from 'zod';
import { Area, Which } from '../frame/area.js';
import { EventFilter } from '../live/wanted.js';
import { ObserveBody } from '../tom-education/observe-body.js';

export type Json = Record<string, unknown>;

export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

interface Own {
  readonly operationId: string;
  readonly says: string;
  readonly tag: string;
  readonly mediaType: string;
  /** Parts of the path. */
  readonly path?: readonly string[];
  readonly query?: readonly Json[];
  readonly status?: number;
  readonly answers?: Json;
}

/** Every field of an object as a parameter of the query. */
const queryOf = (query: z.ZodObject): Json[] =>
  Object.entries((jsonSchema(query, 'input') as { properties?: Record<string, Json> }).properties ?? {}).map(
    ([name, schema]) => ({ name, in: 'query', required: false, schema }),
  );

const operation = ({ operationId, says, tag, mediaType, path = [], query = [], status = 200, answers }: Own): Json => ({
  operationId,
  summary: says,
  tags: [tag],
  parameters: [...path.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })), ...query],
  responses: {
    [String(status)]: { description: says, content: { [mediaType]: answers ? { schema: answers } : {} } },
    default: { $ref: '#/components/responses/Problem' },
  },
});

const get = (operationId: string, says: string, tag: string, mediaType: string, more: Partial<Own> = {}): Json => ({
  get: operation({ operationId, says, tag, mediaType, ...more }),
});

const JSON_TYPE = 'application/json';
const byId = { path: ['id'] };

const upload: Json = {
  ...operation({
    operationId: 'uploadDataProduct',
    says: 'Bring files; of several files a list of products is answered.',
    tag: 'catalogue',
    mediaType: JSON_TYPE,
    status: 201,
    answers: { anyOf: [jsonSchema(DataProduct, 'output'), jsonSchema(page(DataProduct), 'output')] },
  }),
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['file'],
          properties: {
            file: { type: 'array', items: { type: 'string', format: 'binary' } },
            target: { type: 'string', description: 'The target they belong to.' },
            type: {
              ...jsonSchema(DataProduct.shape.type, 'input'),
              description: 'Default: frame for FITS files by their names, other for the rest.',
            },
            tags: { type: 'string', description: 'Separated by commas, or the field several times.' },
          },
        },
      },
    },
  },
};

const text: Json = { type: 'string' };

const targetDataForm: Json = {
  ...operation({
    operationId: 'tomEducationTargetData',
    says: 'The form of tom_education’s target data page: do something with the ticked products of a target.',
    tag: 'tom_education',
    mediaType: JSON_TYPE,
    path: ['target'],
  }),
  requestBody: {
    required: true,
    content: {
      'application/x-www-form-urlencoded': {
        schema: {
          type: 'object',
          required: ['action'],
          properties: {
            action: { enum: ['pipeline', 'view_gallery', 'delete'] },
            pipeline_name: text,
            confirmation: { ...text, description: 'For delete: of the review that it answers without one.' },
          },
          additionalProperties: { ...text, description: '`<product>=on`, `pipeline_flag_<name>=on`.' },
        },
      },
    },
  },
};

const observe: Json = {
  ...operation({
    operationId: 'tomEducationObserve',
    says: 'Make a request of an open template, in the keys of tom_education; needs no sign-in, six a minute for each client.',
    tag: 'tom_education',
    mediaType: JSON_TYPE,
    status: 201,
  }),
  security: [],
  requestBody: {
    required: true,
    content: { [JSON_TYPE]: { schema: jsonSchema(ObserveBody, 'input') } },
  },
};

/** Paths that answer with bytes, a stream or the gateway's own state rather than with a message of the bus. */
export const OWN_PATHS: Readonly<Record<string, Json>> = {
  '/livez': get('livez', 'The process lives.', 'operations', JSON_TYPE),
  '/readyz': get('readyz', 'Whether the observatory can work; 503 and why when it cannot.', 'operations', JSON_TYPE),
  '/status': get('getStatus', 'The state of the observatory in one answer.', 'operations', JSON_TYPE),
  '/agents': get('listAgents', 'Every agent by its heartbeat.', 'operations', JSON_TYPE),
  '/events': get(
    'streamEvents',
    'Facts as they happen; filters count together, Last-Event-ID resumes.',
    'operations',
    'text/event-stream',
    { query: queryOf(EventFilter) },
  ),
  '/notices/{id}/raw': get(
    'getRawNotice',
    'The bytes of an alert exactly as they were sent.',
    'alerts',
    'application/xml',
    byId,
  ),
  '/data-products': { post: upload },
  '/data-products/{id}/file': get(
    'getFile',
    'The file of a data product.',
    'catalogue',
    'application/octet-stream',
    byId,
  ),
  '/data-products/{id}/header': get('getHeader', 'The FITS header of a data product.', 'catalogue', JSON_TYPE, byId),
  '/data-products/{id}/image': get(
    'getImage',
    'All of an image of a FITS file but its pixels: size, header, brightness, and which other images there are.',
    'catalogue',
    JSON_TYPE,
    { ...byId, query: queryOf(Which) },
  ),
  '/data-products/{id}/pixels': get(
    'getPixels',
    'A piece of an image: 32-bit reals, lowest byte first, row by row from the bottom up; x-width and x-height say how many.',
    'catalogue',
    'application/octet-stream',
    { ...byId, query: queryOf(Area) },
  ),
  '/processes/{id}/events': get(
    'streamProcess',
    'One run to its end: `process` when it has changed, `log` for each line, `end`. The id of a line is the offset to resume from.',
    'reduction',
    'text/event-stream',
    { ...byId, query: [{ name: 'offset', in: 'query', required: false, schema: { type: 'integer', minimum: 0 } }] },
  ),
  '/async/status/{target}': get(
    'tomEducationStatus',
    'Runs of a target in the keys of tom_education.',
    'tom_education',
    JSON_TYPE,
    { path: ['target'] },
  ),
  '/target/{id}': get(
    'tomEducationTarget',
    'A target, its timelapses and its data in the keys of tom_education.',
    'tom_education',
    JSON_TYPE,
    byId,
  ),
  '/targets/{target}/data': { post: targetDataForm },
  '/observe/': { post: observe },
  '/pipeline/logs/{id}': get(
    'tomEducationLogs',
    'A run and its log in the keys of tom_education.',
    'tom_education',
    JSON_TYPE,
    byId,
  ),
};
