// docs/reference/messages.md: every contract as a section.
import { CONTRACTS, isRequest } from '@nightjar/contracts';
import { z } from 'zod';
import { fieldTable } from './fields.mjs';

const KINDS = {
  command: 'command: asks for something to be done; answered',
  ask: 'ask: reads; answered',
  event: 'event: a fact; kept in JetStream, consumed once in effect',
  job: 'job: work for a queue, one at a time',
  telemetry: 'telemetry: a measurement; lossy',
};

const schemaOf = (/** @type {z.ZodType} */ type) => z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
const example = (/** @type {unknown} */ value) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** The rules of a queue in a sentence. @param {import('@nightjar/contracts').Queue} queue */
const queueLine = ({ name, service, concurrency, attempts, timeLimitS }) =>
  `Queue \`${name}\` of \`${service}\`: ${concurrency} at a time, ${attempts} attempts of at most ${timeLimitS} s each.`;

/** @param {[string, import('@nightjar/contracts').Contract]} entry */
function section([name, contract]) {
  const head = [`### ${name}`, `\`${contract.subject}\` · ${KINDS[contract.kind]}`, contract.says];
  if (!isRequest(contract)) {
    const queue = contract.kind === 'job' ? [queueLine(contract.queue)] : [];
    return [...head, ...queue, fieldTable(schemaOf(contract.carries)), example(contract.example)];
  }
  const refusals = contract.refuses.map((code) => `\`${code}\``).join(', ') || 'none of its own';
  return [
    ...head,
    `Refusals: ${refusals}.`,
    '**Takes**',
    fieldTable(schemaOf(contract.takes)),
    example(contract.example.takes),
    '**Gives**',
    fieldTable(schemaOf(contract.gives)),
    example(contract.example.gives),
  ];
}

export function messagesPage() {
  const entries = Object.entries(CONTRACTS);
  const contexts = [...new Set(entries.map(([, { subject }]) => subject.split('.')[1] ?? ''))].sort();
  return [
    '# Messages',
    'Every message on the bus, from its contract. Times are UTC, ISO 8601 with Z; a field’s name ends in its unit. The same as a machine reads it: [bus.asyncapi.json](bus.asyncapi.json).',
    ...contexts.flatMap((context) => [
      `## ${context}`,
      ...entries.filter(([, { subject }]) => subject.split('.')[1] === context).flatMap(section),
    ]),
  ].join('\n\n');
}
