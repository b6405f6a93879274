import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Gate, Undeclared, WATCH } from './gate.js';
import { covers, permissionsOf, permits } from './permission.js';
import { durablesOf, type Rights } from './rights.js';
import { Naming } from './stream.js';

const lamp: Rights = {
  service: 'lamp',
  agents: ['lamp-1'],
  serves: ['cmd.lamp.bulb.switch'],
  consumes: ['evt.night.dusk.passed'],
  works: ['polish'],
  asks: ['ask.sky.sun.where'],
  emits: ['evt.lamp.bulb.switched'],
  tells: ['tlm.lamp.bulb.warmth'],
  hears: ['tlm.sky.brightness'],
  follows: false,
};
const open = new Naming('');
const permissions = permissionsOf(lamp, open);

const token = fc.constantFrom('a', 'b', 'c');
const subject = fc.array(token, { minLength: 1, maxLength: 4 });
const pattern = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '*'), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([tokens, tail]) => [...tokens, ...(tail ? ['>'] : [])]);

/** NATS' own words for it, as a regular expression. */
const matches = (tokens: readonly string[], literal: string): boolean =>
  new RegExp(`^${tokens.map((each) => (each === '*' ? '[^.]+' : each === '>' ? '.+' : each)).join('\\.')}$`).test(
    literal,
  );

describe('a pattern', () => {
  it('covers a subject as NATS matches it', () => {
    fc.assert(
      fc.property(pattern, subject, (tokens, literal) => {
        expect(covers(tokens.join('.'), literal.join('.'))).toBe(matches(tokens, literal.join('.')));
      }),
    );
  });

  it('covers a wildcard only when it covers everything the wildcard can mean', () => {
    fc.assert(
      fc.property(pattern, pattern, subject, (wide, narrow, literal) => {
        if (!covers(wide.join('.'), narrow.join('.')) || !matches(narrow, literal.join('.'))) return;
        expect(matches(wide, literal.join('.'))).toBe(true);
      }),
    );
    expect(covers('a.*', 'a.>')).toBe(false);
    expect(covers('a.>', 'a.*')).toBe(true);
  });
});

describe('the permissions of a service', () => {
  it.each([
    ['evt.lamp.bulb.switched', true],
    ['evt.lamp.bulb.stolen', false],
    ['ask.sky.sun.where', true],
    ['ask.sky.sun.where.sky-north', true],
    ['ask.agent.agent.status.sky', true],
    ['cmd.agent.agent.pause.sky', false],
    ['cmd.lamp.bulb.switch', false],
    ['tlm.lamp.bulb.warmth.left', true],
    ['tlm.agent.heartbeat.lamp-1', true],
    ['tlm.agent.heartbeat.catalog', false],
    ['canary.lamp-1', true],
    ['job.polish.any', true],
    ['job.other.any', false],
    ['$JS.API.CONSUMER.CREATE.EVENTS.lamp-evt-night-dusk-passed.evt.night.dusk.passed', true],
    ['$JS.API.CONSUMER.CREATE.EVENTS.lamp-evt-night-dusk-passed.evt.>', false],
    ['$JS.API.CONSUMER.CREATE.EVENTS.lamp-evt-night-dusk-passed', false],
    ['$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.lamp-evt-night-dusk-passed', false],
    ['$JS.API.CONSUMER.CREATE.JOBS.queue-polish.job.polish.brass', true],
    ['$JS.API.CONSUMER.MSG.NEXT.JOBS.queue-other', false],
    ['$JS.ACK.EVENTS.lamp-evt-night-dusk-passed.1.2.3.4.5', true],
    ['$JS.ACK.EVENTS.catalog-evt-night-dusk-passed.1.2.3.4.5', false],
    ['$JS.API.STREAM.UPDATE.EVENTS', false],
    ['_INBOX_catalog.x', false],
  ])('to publish to %s: %s', (subject, allowed) => {
    expect(permits(permissions, 'publish', subject)).toBe(allowed);
  });

  it.each([
    ['cmd.lamp.bulb.switch', true],
    ['cmd.lamp.bulb.switch.lamp', true],
    ['cmd.lamp.bulb.switch.lamp-1', true],
    ['cmd.lamp.bulb.switch.lantern', false],
    ['ask.agent.agent.ping.lamp-1', true],
    ['ask.agent.agent.ping.catalog', false],
    ['ask.queue.queue.list.lamp', true],
    ['tlm.sky.brightness.>', true],
    ['evt.night.dusk.passed', false],
    ['_INBOX_lamp.>', true],
    ['_INBOX.>', false],
  ])('to subscribe to %s: %s', (subject, allowed) => {
    expect(permits(permissions, 'subscribe', subject)).toBe(allowed);
  });

  it('stay within their namespace', () => {
    const { publish, subscribe } = permissionsOf(lamp, new Naming('t1'), durablesOf(lamp));
    for (const each of [...publish.allow, ...subscribe.allow]) {
      expect(each).toMatch(
        /^(t1\.|_INBOX_t1_lamp\.|\$JS\.API\.INFO$|\$JS\.(API\.[A-Z.]+|ACK)\.t1_(EVENTS|JOBS|CANARY))/,
      );
    }
  });

  it('keep one who may watch every event away from the lasting consumers of others', () => {
    const watcher = permissionsOf({ ...lamp, service: 'gateway', follows: true }, open, durablesOf(lamp));
    expect(permits(watcher, 'publish', '$JS.API.CONSUMER.CREATE.EVENTS.oc_1')).toBe(true);
    expect(permits(watcher, 'publish', '$JS.API.CONSUMER.CREATE.EVENTS.lamp-evt-night-dusk-passed')).toBe(false);
    expect(permits(watcher, 'publish', '$JS.API.CONSUMER.MSG.NEXT.EVENTS.lamp-evt-night-dusk-passed')).toBe(false);
  });
});

describe('the gate', () => {
  const gate = new Gate(lamp);

  it('lets pass what is declared, however often', () => {
    for (let i = 0; i < 3; i++) gate.publish('evt.lamp.bulb.switched');
    gate.subscribe('cmd.lamp.bulb.switch');
  });

  it('stops what is not, with words that say where to mend it', () => {
    expect(() => gate.publish('evt.lamp.bulb.stolen')).toThrow(Undeclared);
    expect(() => gate.publish('evt.lamp.bulb.stolen')).toThrow(
      'lamp may not publish evt.lamp.bulb.stolen: its definition does not say so. Name the contract there under asks, emits or tells',
    );
    expect(() => gate.subscribe('tlm.sky.rain')).toThrow(/under hears/);
    expect(() => gate.publish(WATCH)).toThrow(/follows: true/);
  });
});
