import { describe, expect, it } from '@jest/globals';
import { AddTarget, FrameStored, ListTargets, PhotometryJob } from '@nightjar/contracts';
import { messageOf } from './message-of.js';

describe('the message that is meant', () => {
  it('is a contract by its name or by its subject', () => {
    expect(messageOf('AddTarget')).toBe(AddTarget);
    expect(messageOf(ListTargets.subject)).toBe(ListTargets);
    expect(messageOf('PhotometryJob')).toBe(PhotometryJob);
  });

  it('may be one that only an agent of somebody’s own knows', () => {
    const subject = ListTargets.subject.replace('catalog', 'tally');
    expect(messageOf(subject)).toMatchObject({ kind: 'ask', subject });
  });

  it.each(['FrameStored', FrameStored.subject, 'HeartbeatTelemetry'])('is never %s, which agents tell', (name) => {
    expect(() => messageOf(name)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it.each(['NoSuchThing', `${ListTargets.subject}.>`, 'ask.', 'constructor', '__proto__'])('is not %s', (name) => {
    expect(() => messageOf(name)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
