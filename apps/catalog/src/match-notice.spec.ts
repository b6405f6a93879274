import { describe, expect, it } from '@jest/globals';
import type { Notice, Target } from '@nightjar/contracts';
import { matchNotice, type Candidates } from './match-notice.js';

const notice: Notice = {
  id: 'ntc_0118c4a2-6d10-7000-8000-0000000000a1',
  ivoid: 'ivo://nightjar.test/swift#1',
  role: 'observation',
  version: '2.0',
  title: 'GRB 080319B',
  mission: 'Swift',
  trigger: '306757',
  relation: 'new',
  cites: [],
  receivedAt: '2008-03-19T06:13:05.000Z',
  eventTime: '2008-03-19T06:12:49.000Z',
  raDeg: 217.926,
  decDeg: 36.303,
  errorDeg: 0.05,
  sha256: 'a'.repeat(64),
  size: 1,
  outcome: { decision: 'pending', because: '', request: null },
  traceId: null,
};
const target: Target = {
  id: 'tgt_0118c4a2-6d10-7000-8000-0000000000a1',
  name: 'Fermi 7',
  aliases: [],
  extras: {},
  raDeg: 217.926,
  decDeg: 36.303,
  errorDeg: 3,
  epoch: notice.eventTime,
  createdAt: notice.receivedAt,
  traceId: null,
};
const nobody: Candidates = { byTrigger: null, byCitation: null, sameEpoch: [] };

describe('matching a notice with a target', () => {
  it('makes a target named by mission and trigger, with the trigger and a designation as aliases', () => {
    expect(matchNotice(notice, nobody)).toEqual({
      ...{ kind: 'new', name: 'Swift 306757', aliases: ['306757', 'GRB 080319B'] },
      because: 'a new trigger of Swift',
    });
  });

  it('names a target by stream and local identifier where there is no trigger', () => {
    const plain = {
      ...notice,
      mission: null,
      trigger: null,
      title: 'x',
      ivoid: 'ivo://au.csiro.atnf/parkes#FRB150418/1',
    };
    expect(matchNotice(plain, nobody)).toMatchObject({ kind: 'new', name: 'parkes FRB150418/1', aliases: [] });
  });

  it.each(['test', 'utility'] as const)('gives a notice of role %s no target, whatever it says', (role) => {
    const match = matchNotice({ ...notice, role }, { ...nobody, byTrigger: target });
    expect(match).toEqual({ kind: 'none', because: `its role is ${role}` });
  });

  it('prefers the trigger to a citation, and a citation to the place', () => {
    const other = { ...target, name: 'other' };
    const all = { byTrigger: target, byCitation: other, sameEpoch: [other] };
    expect(matchNotice(notice, all)).toMatchObject({ target: { name: 'Fermi 7' } });
    expect(matchNotice(notice, { ...all, byTrigger: null })).toMatchObject({ target: { name: 'other' } });
  });

  it('finds a target by its trigger without a position, and none without either', () => {
    const unplaced = { ...notice, raDeg: null, decDeg: null, errorDeg: null };
    expect(matchNotice(unplaced, { ...nobody, byTrigger: target })).toMatchObject({ kind: 'known', moves: false });
    expect(matchNotice(unplaced, nobody)).toEqual({ kind: 'none', because: 'it has no position' });
  });

  it('takes the nearest target of the same time within the larger of both errors', () => {
    const inside = { ...target, name: 'inside', decDeg: 38.303 };
    const nearer = { ...target, name: 'nearer', decDeg: 37.303 };
    const outside = { ...target, name: 'outside', decDeg: 36.403, errorDeg: 0.01 };
    expect(matchNotice(notice, { ...nobody, sameEpoch: [inside, outside, nearer] })).toMatchObject({
      ...{ kind: 'known', target: { name: 'nearer' }, because: expect.stringContaining('60.0′ from nearer') },
    });
    expect(matchNotice(notice, { ...nobody, sameEpoch: [outside] })).toMatchObject({ kind: 'new' });
  });

  it.each([
    ['a smaller error', 0.05, 3, true],
    ['a larger error', 0.05, 0.01, false],
    ['no error of the target, which was placed by hand', 0.05, null, false],
    ['no error of its own', null, 3, false],
  ])('moves the target on %s: %p against %p: %p', (_, errorDeg, of, moves) => {
    const match = matchNotice({ ...notice, errorDeg }, { ...nobody, byTrigger: { ...target, errorDeg: of } });
    expect(match).toMatchObject({ kind: 'known', moves });
  });

  it('makes no target of a retraction and moves none by it', () => {
    const retraction = { ...notice, relation: 'retraction' as const };
    expect(matchNotice(retraction, nobody)).toEqual({ kind: 'none', because: 'it retracts what is not known here' });
    expect(matchNotice(retraction, { ...nobody, byTrigger: target })).toMatchObject({ kind: 'known', moves: false });
  });
});
