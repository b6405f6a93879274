import {
  AGENT_MESSAGES,
  HeartbeatTelemetry,
  JobReady,
  JobRevoked,
  QUEUE_MESSAGES,
  StatusAgent,
} from '@nightjar/contracts';
import { durablesOf, jobsOf, type Durable, type Rights } from './rights.js';
import { Naming, STREAMS } from './stream.js';

/** Subjects, with wildcards, that an identity may use. What is not allowed is refused; `deny` narrows what is. */
export interface Permissions {
  readonly publish: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

/**
 * What the server is to allow an identity, and nothing else. An answer to what it was asked is allowed besides.
 * @param others lasting consumers of the other services: who may watch all events must not touch these
 */
export function permissionsOf(rights: Rights, naming: Naming, others: readonly Durable[] = []): Permissions {
  const named = (subjects: readonly string[]): string[] => [...new Set(subjects)].map((each) => naming.subject(each));
  return {
    publish: {
      allow: [...named(published(rights)), ...administered(rights, naming)],
      deny: rights.follows ? kept(others, naming) : [],
    },
    subscribe: { allow: [`${naming.inbox(rights.service)}.>`, ...named(subscribed(rights))] },
  };
}

/** What the runners of a service tell one another. */
const TOLD_OF_JOBS = [JobRevoked.subject, JobReady.subject];

function published({ agents, asks, emits, works, tells }: Rights): string[] {
  return [
    ...(asks === 'everything' ? ['cmd.>', 'ask.>'] : asked(asks)),
    ...emits,
    ...works.map(jobsOf),
    ...(works.length > 0 ? TOLD_OF_JOBS : []),
    ...tells.flatMap((subject) => [subject, `${subject}.*`]),
    ...agents.flatMap((agent) => [`${HeartbeatTelemetry.subject}.${agent}`, `canary.${agent}`]),
  ];
}

function subscribed({ service, agents, serves, hears, works }: Rights): string[] {
  const heard = [...hears, ...(works.length > 0 ? TOLD_OF_JOBS : [])];
  return [
    ...serves.flatMap((subject) => [subject, ...[service, ...agents].map((name) => `${subject}.${name}`)]),
    ...AGENT_MESSAGES.flatMap(({ subject }) => agents.map((agent) => `${subject}.${agent}`)),
    ...QUEUE_MESSAGES.map(({ subject }) => `${subject}.${service}`),
    ...heard.flatMap((subject) => [subject, `${subject}.>`]),
  ];
}

/**
 * What is asked may go to whoever serves it or to one by name, which follows the subject; built-in messages always have
 * a name. Who asks may also look why nobody answers.
 */
const asked = (subjects: readonly string[]): string[] =>
  subjects.length === 0
    ? []
    : [
        `${StatusAgent.subject}.*`,
        ...subjects.flatMap((subject) => (BUILT_IN.has(subject) ? [`${subject}.*`] : [subject, `${subject}.*`])),
      ];

const BUILT_IN: ReadonlySet<string> = new Set([...AGENT_MESSAGES, ...QUEUE_MESSAGES].map(({ subject }) => subject));

/** The part of JetStream's API that a service needs: to make streams that are missing, and its own consumers. */
function administered(rights: Rights, naming: Naming): string[] {
  return [
    '$JS.API.INFO',
    ...STREAMS.flatMap((name) => ['INFO', 'CREATE'].map((verb) => `$JS.API.STREAM.${verb}.${naming.stream(name)}`)),
    ...durablesOf(rights).flatMap(({ stream, name, filter }) => {
      const consumer = `${naming.stream(stream)}.${name}`;
      return [
        // The filter is part of the subject since NATS 2.9, and the server holds the request to it.
        `$JS.API.CONSUMER.CREATE.${consumer}.${naming.subject(filter)}`,
        ...['INFO', 'DELETE', 'MSG.NEXT'].map((verb) => `$JS.API.CONSUMER.${verb}.${consumer}`),
        `$JS.ACK.${consumer}.>`,
      ];
    }),
    ...(rights.follows ? WATCHED.map((verb) => `$JS.API.CONSUMER.${verb}.${naming.stream('EVENTS')}.*`) : []),
  ];
}

/** A watcher's consumers are short-lived and have names of chance. */
const WATCHED = ['CREATE', 'INFO', 'DELETE', 'MSG.NEXT'] as const;

const kept = (others: readonly Durable[], naming: Naming): string[] =>
  others
    .filter(({ stream }) => stream === 'EVENTS')
    .flatMap(({ name }) => WATCHED.map((verb) => `$JS.API.CONSUMER.${verb}.${naming.stream('EVENTS')}.${name}`));

/** Whether the permissions let an identity publish to, or subscribe to, a subject; a wildcard must be covered whole. */
export function permits({ publish, subscribe }: Permissions, what: 'publish' | 'subscribe', subject: string): boolean {
  if (what === 'subscribe') return subscribe.allow.some((pattern) => covers(pattern, subject));
  return (
    publish.allow.some((pattern) => covers(pattern, subject)) &&
    !publish.deny.some((pattern) => covers(pattern, subject))
  );
}

/** Whether everything that `subject` can mean is within `pattern`. */
export function covers(pattern: string, subject: string): boolean {
  const wanted = subject.split('.');
  const tokens = pattern.split('.');
  for (const [i, token] of tokens.entries()) {
    if (token === '>') return wanted.length > i;
    const one = wanted[i];
    if (one === undefined || one === '>' || (token !== '*' && token !== one)) return false;
  }
  return wanted.length === tokens.length;
}
