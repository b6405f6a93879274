import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readMessage } from './message.js';
import { parseVoevent } from './parse.js';
import { summarise } from './summary.js';

const notice = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../fixtures/notices/${name}`, import.meta.url));

describe("the project's own notices", () => {
  it('tell the facts of GRB 080319B in the demonstration packet', () => {
    const voevent = parseVoevent(notice('demonstration-grb080319b.xml'));
    expect(voevent.warnings).toEqual([]);
    expect(summarise(voevent)).toEqual({
      mission: 'Swift',
      trigger: { mission: 'Swift', id: '306757' },
      kind: 'new',
      isTest: false,
      testBecause: null,
      packetType: 61,
      packetName: 'BAT_GRB_Pos',
      classification: { label: 'process.variation.burst;em.gamma', probability: 0.95 },
      eventTime: new Date('2008-03-19T06:12:49Z'),
      position: { raDeg: 217.926, decDeg: 36.303, errorDeg: 0.05, frame: 'FK5' },
      positionBecause: null,
      title: 'GRB 080319B',
      importance: 0.95,
    });
  });

  it('mark the test packet as one', () => {
    expect(summarise(parseVoevent(notice('test-role.xml')))).toMatchObject({ isTest: true, trigger: { id: '306757' } });
  });

  it('retract the trigger by citation', () => {
    const voevent = parseVoevent(notice('retraction-grb080319b.xml'));
    expect(voevent.citations).toEqual([
      { ivoid: 'ivo://nightjar.demonstration/swift#BAT_GRB_Pos_306757', relation: 'retraction' },
    ]);
    expect(summarise(voevent)).toMatchObject({ kind: 'retraction', trigger: { mission: 'Swift', id: '306757' } });
  });

  it('are refused with a line and their identifier when broken', () => {
    expect(readMessage(notice('broken.xml'))).toMatchObject({
      kind: 'unreadable',
      code: 'malformed_xml',
      line: expect.any(Number),
      ivoid: 'ivo://nightjar.demonstration/swift#BAT_GRB_Pos_306757',
    });
  });

  it('are read in version 1.1, in its units and its encoding', () => {
    const voevent = parseVoevent(notice('version-1.1.xml'));
    expect(voevent).toMatchObject({ version: '1.1', description: 'A lens of the Göttingen catalogue' });
    expect(voevent.whereWhen?.eventTime).toEqual(new Date('2026-03-19T02:38:23Z'));
    expect(voevent.whereWhen?.position?.raDeg).toBeCloseTo(269.1795, 6);
    expect(voevent.whereWhen?.position?.decDeg).toBeCloseTo(-30.404111, 5);
    expect(voevent.params.map((p) => p.unit)).toEqual(['days', 'days']);
  });

  it('are read in version 2.1, with an interval in TT and an error of two axes', () => {
    const voevent = parseVoevent(notice('version-2.1.xml'));
    expect(voevent).toMatchObject({
      version: '2.1',
      role: 'prediction',
      stream: 'ivo://nightjar.demonstration/survey',
    });
    expect(voevent.whereWhen).toMatchObject({
      eventTime: new Date('2026-04-01T00:00:00Z'),
      timeScale: 'TT',
      position: { raDeg: 10.5, decDeg: -20.25, errorDeg: 0.2 },
    });
  });
});
