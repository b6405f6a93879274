import { describe, expect, it } from '@jest/globals';
import { buildVoevent, parseVoevent, type VoeventDraft } from '@nightjar/voevent';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { noticeOf, pendingBecause } from './notice-of.js';

const packet = (draft: Partial<VoeventDraft>) =>
  parseVoevent(buildVoevent({ ivoid: 'ivo://nightjar.test/swift#1', role: 'observation', ...draft }));
const fixture = (name: string) =>
  parseVoevent(readFileSync(resolve(import.meta.dirname, '../../../fixtures/notices', name)));

describe('a packet as a notice', () => {
  it('has the trigger, time and place of the demonstration’s burst', () => {
    expect(noticeOf(fixture('demonstration-grb080319b.xml'))).toMatchObject({
      ...{ role: 'observation', mission: 'Swift', trigger: '306757', relation: 'new', cites: [] },
      eventTime: '2008-03-19T06:12:49.000Z',
    });
  });

  it('is a retraction when it retracts, and names what', () => {
    const { relation, cites } = noticeOf(fixture('retraction-grb080319b.xml'));
    expect(relation).toBe('retraction');
    expect(cites).toHaveLength(1);
  });

  it.each([
    [{ role: 'test' as const }],
    [{ params: [{ name: 'Test_Submission', value: 'true' }] }],
    [{ params: [{ name: 'GraceID', value: 'MS080319a' }] }],
  ])('has the role test when it says so in any way: %j', (draft) => {
    expect(noticeOf(packet(draft)).role).toBe('test');
    expect(pendingBecause(packet(draft))).toContain('it is a test');
  });

  it('has no position where the packet fills the place with zeros, and says so', () => {
    const zeros = packet({ whereWhen: { position: { raDeg: 0, decDeg: 0, errorDeg: 0, frame: 'ICRS' } } });
    expect(noticeOf(zeros)).toMatchObject({ raDeg: null, decDeg: null, errorDeg: null });
    expect(pendingBecause(zeros)).toContain('zeros');
  });

  it('does not cite itself', () => {
    const own = packet({ citations: [{ ivoid: 'ivo://nightjar.test/swift#1', relation: 'followup' }] });
    expect(noticeOf(own)).toMatchObject({ cites: [], relation: 'new' });
  });
});
