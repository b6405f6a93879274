import { QUEUES, type Agent, type Queue } from '@nightjar/contracts';

type Living = Pick<Agent, 'name' | 'service' | 'queues' | 'deadLetters' | 'state'>;

/** An older agent does not say what it is an instance of. */
const serviceOf = (agent: Living): string => agent.service || agent.name;

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** A service and the queues that it owns. */
export interface Owner {
  readonly service: string;
  readonly queues: readonly string[];
}

/** Who owns queues: by the declarations of the contracts, and by what agents say they run. */
export function queueOwners(agents: readonly Living[], declared: readonly Queue[] = QUEUES): Owner[] {
  const owned = [
    ...declared.map(({ service, name }) => [service, name] as const),
    ...agents.flatMap((agent) => agent.queues.map((name) => [serviceOf(agent), name] as const)),
  ];
  return sorted(owned.map(([service]) => service)).map((service) => ({
    service,
    queues: sorted(owned.filter(([owner]) => owner === service).map(([, name]) => name)),
  }));
}

/** Every service that is declared or has been heard of. */
export const services = (agents: readonly Living[], declared: readonly Queue[] = QUEUES): string[] =>
  sorted([...declared.map(({ service }) => service), ...agents.map(serviceOf)]);

/** Whether a service may keep dead letters nobody can look at: it is lost, never heard of, or says it has some. */
export const mayKeepLetters = (service: string, agents: readonly Living[]): boolean =>
  !agents.some((agent) => serviceOf(agent) === service && agent.state !== 'LOST') ||
  agents.some((agent) => serviceOf(agent) === service && agent.deadLetters > 0);

/** Whose durable consumer this is: a consumer is named after its service, and one service's name may begin another's. */
export const serviceOfConsumer = (consumer: string, known: readonly string[]): string | undefined =>
  known.filter((service) => consumer.startsWith(`${service}-`)).sort((a, b) => b.length - a.length)[0];
