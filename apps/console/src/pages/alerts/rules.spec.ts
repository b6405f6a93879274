import { describe, expect, it } from '@jest/globals';
import type { Notice, ObservationRequest } from '@nightjar/contracts';
import { filterNotices, isStruck, noticeLatencyS, requestOf } from './rules.js';

const notice = (values: Partial<Notice>): Notice => ({
  id: 'ntc_1',
  ivoid: 'ivo://swift#306757',
  role: 'observation',
  version: '2.0',
  title: 'Swift BAT position',
  mission: 'Swift',
  trigger: '306757',
  relation: 'new',
  cites: [],
  receivedAt: '2008-03-19T06:13:05Z',
  eventTime: '2008-03-19T06:12:49Z',
  raDeg: 217.9,
  decDeg: 36.3,
  errorDeg: 0.05,
  sha256: '',
  size: 1,
  outcome: { decision: 'pending', because: '', request: null },
  traceId: null,
  ...values,
});

describe('alerts', () => {
  it('are found by role and by any of their names', () => {
    const list = [notice({}), notice({ id: 'ntc_2', role: 'test', trigger: null })];
    expect(filterNotices(list, { role: 'test', q: undefined }).map(({ id }) => id)).toEqual(['ntc_2']);
    expect(filterNotices(list, { role: undefined, q: ' 306757 ' })).toHaveLength(2);
    expect(filterNotices(list, { role: undefined, q: 'fermi' })).toEqual([]);
  });

  it('have the latency from event to receipt, unknown without an event time', () => {
    expect(noticeLatencyS(notice({}))).toBe(16);
    expect(noticeLatencyS(notice({ eventTime: null }))).toBeNull();
  });

  it('know their request by either end of the link', () => {
    const request = { id: 'req_1', notice: 'ntc_1' } as ObservationRequest;
    const by = { decision: 'observe', because: '', request: 'req_1' } as const;
    expect(requestOf(notice({ id: 'ntc_9', outcome: by }), [request])).toBe(request);
    expect(requestOf(notice({}), [request])).toBe(request);
    expect(requestOf(notice({ id: 'ntc_3' }), [request])).toBeNull();
  });

  it('are struck when they retract or are retracted', () => {
    const retraction = notice({
      id: 'ntc_2',
      ivoid: 'ivo://swift#r',
      relation: 'retraction',
      cites: ['ivo://swift#306757'],
    });
    expect([isStruck(retraction, []), isStruck(notice({}), [retraction]), isStruck(notice({}), [])]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
