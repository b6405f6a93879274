import { Refusal } from '@nightjar/contracts';
import { z } from 'zod';

/** What of the stream is wanted. Several filters count together. */
export const EventFilter = z.strictObject({
  types: z.string().optional().describe('Subjects or their beginnings, separated by commas.'),
  subject: z.string().optional().describe('A subject; * stands for one of its words, > for all that follow.'),
  aggregate: z.string().optional().describe('What the event is about, e.g. the identifier of a target.'),
  trace: z.string().optional().describe('A trace, 32 hexadecimal digits.'),
  lastEventId: z.string().optional().describe('As the header Last-Event-ID, for where headers cannot be set.'),
});
export type EventFilter = z.output<typeof EventFilter>;

/** @throws Refusal `invalid` naming the parameters there are: a filter that is not understood filters nothing */
export function readFilter(query: Readonly<Record<string, unknown>>): EventFilter {
  const parsed = EventFilter.safeParse(query);
  if (parsed.success) return parsed.data;
  const known = Object.keys(EventFilter.shape).join(', ');
  throw new Refusal('invalid', `${parsed.error.issues.map(({ message }) => message).join('; ')}; known are ${known}`);
}

/** An event or a measurement as far as filters look at it. */
export interface Fact {
  readonly subject: string;
  readonly traceId: string | null;
  /** What the event says it is about; null for telemetry and for events of older services. */
  readonly aggregate: string | null;
  readonly data: unknown;
}

export type Wanted = (fact: Fact) => boolean;

/** `evt.catalog,tlm.instrument.state`: a type is wanted when it is, or begins with, one of these. */
function ofTypes(types: string): Wanted {
  const wanted = types.split(',').filter(Boolean);
  return ({ subject }) =>
    wanted.length === 0 || wanted.some((type) => subject === type || subject.startsWith(`${type}.`));
}

/** NATS' own wildcards. */
function ofSubject(pattern: string): Wanted {
  const words = pattern.split('.');
  const rest = words.at(-1) === '>';
  return ({ subject }) => {
    const heard = subject.split('.');
    const long = rest ? heard.length >= words.length : heard.length === words.length;
    return (
      long && words.every((word, i) => word === '*' || word === heard[i] || (word === '>' && i === words.length - 1))
    );
  };
}

/** What a fact is about; where it does not say so the identifier in its payload, if there is one. */
const aboutOf = ({ aggregate, data }: Fact): unknown =>
  aggregate ?? (typeof data === 'object' && data !== null && 'id' in data ? data.id : null);

export function wants({ types, subject, aggregate, trace }: EventFilter): Wanted {
  const filters: Wanted[] = [
    ...(types ? [ofTypes(types)] : []),
    ...(subject ? [ofSubject(subject)] : []),
    ...(aggregate ? [(fact: Fact) => aboutOf(fact) === aggregate] : []),
    ...(trace ? [({ traceId }: Fact) => traceId === trace] : []),
  ];
  return (fact) => filters.every((filter) => filter(fact));
}
