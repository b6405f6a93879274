import { z } from 'zod';
import { isRequest, type Contract } from './contract.js';
import { CONTRACTS } from './registry.js';

const schemaOf = (schema: z.ZodType): unknown => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
};

function messagesOf(name: string, contract: Contract): Record<string, unknown> {
  return isRequest(contract)
    ? {
        [name]: {
          name,
          summary: contract.says,
          payload: schemaOf(contract.takes),
          examples: [{ payload: contract.example.takes }],
        },
        [`${name}Answer`]: {
          name: `${name}Answer`,
          summary: `Answers ${name}. Refusals: ${contract.refuses.join(', ') || 'none of its own'}.`,
          payload: schemaOf(contract.gives),
          examples: [{ payload: contract.example.gives }],
        },
      }
    : {
        [name]: {
          name,
          summary: contract.says,
          payload: schemaOf(contract.carries),
          examples: [{ payload: contract.example }],
        },
      };
}

function operationOf(name: string, contract: Contract): Record<string, unknown> {
  const channel = { $ref: `#/channels/${name}` };
  const messages = [{ $ref: `#/channels/${name}/messages/${name}` }];
  return isRequest(contract)
    ? {
        action: 'send',
        channel,
        messages,
        reply: { channel, messages: [{ $ref: `#/channels/${name}/messages/${name}Answer` }] },
      }
    : { action: 'send', channel, messages };
}

/** The AsyncAPI 3.1 document of the bus, made from the contracts alone. */
export function asyncApi(version: string): Record<string, unknown> {
  const entries = Object.entries(CONTRACTS);
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Nightjar bus',
      version,
      description: 'Every command, ask, event, job and telemetry item of the observatory, over NATS.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      entries.map(([name, contract]) => [
        name,
        { address: contract.subject, title: name, description: contract.says, messages: messagesOf(name, contract) },
      ]),
    ),
    operations: Object.fromEntries(entries.map(([name, contract]) => [name, operationOf(name, contract)])),
  };
}
