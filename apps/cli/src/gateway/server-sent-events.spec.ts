import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventReader } from './server-sent-events.js';

describe('a stream of server-sent events', () => {
  const text =
    ': hello\r\nretry: 1000\n\nid: 1\nevent: a\ndata: one\ndata: two\n\ndata:three\r\n\r\nid: 9\n\nevent: b\ndata\n\n';
  const events = [
    { id: '1', type: 'a', data: 'one\ntwo' },
    { id: '1', type: 'message', data: 'three' },
    { id: '9', type: 'b', data: '' },
  ];

  it('is cut into the same events however it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        const reader = new EventReader();
        const read = edges.slice(1).flatMap((edge, i) => reader.push(text.slice(edges[i], edge)));
        expect(read).toEqual(events);
      }),
    );
  });

  it('gives nothing for an event that has not ended', () => {
    expect(new EventReader().push('data: half')).toEqual([]);
  });
});
