import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { asyncApi } from './async-api.js';
import { command, isRequest } from './contract.js';
import { madeAtMs, newId, uuidv7 } from './identifier.js';
import { CONTRACTS } from './registry.js';
import { z } from 'zod';

const contracts = Object.entries(CONTRACTS);

describe.each(contracts)('the contract %s', (_name, contract) => {
  it('says in a sentence what it is for', () => {
    expect(contract.says).toMatch(/^[A-Z].{15,}[.?].*$/);
  });

  const parts = isRequest(contract)
    ? ([
        [contract.takes, contract.example.takes],
        [contract.gives, contract.example.gives],
      ] as const)
    : ([[contract.carries, contract.example]] as const);

  it.each(parts)('has an example that parses and survives the wire', (schema, example) => {
    const once = schema.parse(example);
    expect(schema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each(parts)('has a JSON schema', (schema) => {
    expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('type', 'object');
  });
});

describe('the contracts together', () => {
  it('never share a subject', () => {
    const subjects = contracts.map(([, contract]) => contract.subject);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('name past facts for events and no verbs for telemetry', () => {
    for (const [name, contract] of contracts) {
      if (contract.kind === 'event')
        expect([name, contract.subject]).toEqual([name, expect.stringMatching(/(ed|made|stored|lost)$/)]);
    }
  });

  it('give a lawful AsyncAPI 3.1 document', () => {
    const schema: object = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.1.0.json');
    const validate = new Ajv({ strict: false, meta: false, validateSchema: false, validateFormats: false }).compile(
      schema,
    );
    expect([validate(asyncApi('0.0.0')), validate.errors]).toEqual([true, null]);
    expect(validate({ ...asyncApi('0.0.0'), channels: 7 })).toBe(false);
  });

  it('carry units into the schema', () => {
    expect(JSON.stringify(asyncApi('0.0.0'))).toContain('"unit":"deg"');
  });
});

describe('a contract', () => {
  it('cannot be declared under a subject of another kind', () => {
    const parts = {
      says: 'x',
      takes: z.object({}),
      gives: z.object({}),
      refuses: [],
      example: { takes: {}, gives: {} },
    };
    expect(() => command('evt.a.b.c', parts)).toThrow(/no lawful subject/);
    expect(() => command('cmd.A.b', parts)).toThrow(/no lawful subject/);
  });
});

describe('identifiers', () => {
  it('sort in the order they were made, however many in a millisecond', () => {
    const made = Array.from({ length: 10_000 }, () => uuidv7(1_700_000_000_000));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('tell when they were made; others tell nothing', () => {
    const before = Date.now();
    expect(madeAtMs(newId('prd'))).toBeGreaterThanOrEqual(before);
    expect(madeAtMs('prd_01184c4a-26d1-7000-8000-000000000001')).toBe(0x01184c4a26d1);
    expect(madeAtMs('prd_1')).toBeNull();
  });
});
