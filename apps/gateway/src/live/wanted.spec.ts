import { describe, expect, it } from '@jest/globals';
import { InstrumentState, ProcessChanged, TargetAdded } from '@nightjar/contracts';
import { readFilter, wants, type EventFilter } from './wanted.js';

const traceId = 'a'.repeat(32);
const facts = [
  { subject: TargetAdded.subject, traceId, aggregate: null, data: { id: 'tgt_1' } },
  { subject: ProcessChanged.subject, traceId: null, aggregate: 'prc_9', data: { id: 'prc_1' } },
  { subject: InstrumentState.subject, traceId, aggregate: null, data: null },
];
const kept = (filter: EventFilter): number[] => facts.flatMap((fact, i) => (wants(filter)(fact) ? [i] : []));
const [kind = '', context = ''] = TargetAdded.subject.split('.');

describe('the filter of the event stream', () => {
  it.each<[string, EventFilter, number[]]>([
    ['lets everything pass that is not asked away', {}, [0, 1, 2]],
    ['knows subjects', { types: `${TargetAdded.subject},${InstrumentState.subject}` }, [0, 2]],
    ['knows beginnings of subjects', { types: kind }, [0, 1]],
    ['ends a beginning at a word', { types: `${kind}.${context.slice(0, -1)}` }, []],
    ['knows one subject', { subject: TargetAdded.subject }, [0]],
    ['has a star for one word', { subject: TargetAdded.subject.replace(context, '*') }, [0]],
    ['has no star for two words', { subject: `${kind}.*` }, []],
    ['has an arrow for all that follow, at least one word', { subject: `${kind}.>` }, [0, 1]],
    ['wants a word in place of the arrow', { subject: `${TargetAdded.subject}.>` }, []],
    ['knows what an event is about', { aggregate: 'tgt_1' }, [0]],
    ['believes what an event says it is about', { aggregate: 'prc_9' }, [1]],
    ['and not its identifier then', { aggregate: 'prc_1' }, []],
    ['knows a trace', { trace: traceId }, [0, 2]],
    ['counts filters together', { trace: traceId, types: kind }, [0]],
  ])('%s', (_, filter, indices) => {
    expect(kept(filter)).toEqual(indices);
  });

  it('refuses a parameter that it would leave aside, and one given twice', () => {
    expect(() => readFilter({ traceId: 'x' })).toThrow(/known are types, subject, aggregate, trace/);
    expect(() => readFilter({ trace: ['a', 'b'] })).toThrow(/string/);
  });
});
