import { describe, expect, it } from '@jest/globals';
import { AlarmBook, judgeAlarms, type Judged } from './alarms.js';

type AgentSeen = Judged['agents'][number];
const agent = (name: string, more: Partial<AgentSeen> = {}): AgentSeen => ({
  name,
  service: name,
  state: 'READY',
  because: null,
  deadLetters: 0,
  ...more,
});
const up = ['NATS', 'PostgreSQL'].map((name) => ({ name, ok: true, says: 'answers' }));
const without = (gone: string): Judged['servers'] =>
  up.map((server) => (server.name === gone ? { ...server, ok: false, says: 'refused' } : server));
const names = (judged: Partial<Judged>): string[] =>
  judgeAlarms({ agents: [], servers: up, expected: [], listenedS: 60, ...judged }).map(({ name }) => name);

describe('the alarms', () => {
  it('are none while all is well, and none for what a person has paused', () => {
    expect(names({ agents: [agent('a'), agent('b', { state: 'PAUSED', because: 'paused by ada' })] })).toEqual([]);
  });

  it('say of dead letters whose, how many and what to do', () => {
    const agents = [agent('catalog', { deadLetters: 3 })];
    expect(judgeAlarms({ agents, servers: up, expected: [], listenedS: 0 })).toEqual([
      {
        name: 'dead-letters.catalog',
        severity: 'warning',
        says: 'catalog could not handle 3 messages',
        response: expect.stringContaining('nightjar letters ls --service catalog'),
      },
    ]);
  });

  it('count the dead letters of a service once however many agents tell of them', () => {
    const own = { service: 'pipeline', deadLetters: 2 };
    const says = judgeAlarms({
      agents: [agent('pipeline-a', own), agent('pipeline-b', own)],
      servers: up,
      expected: [],
      listenedS: 0,
    }).map((alarm) => alarm.says);
    expect(says).toEqual(['pipeline could not handle 2 messages']);
  });

  it('do not believe a lost agent’s count against that of a living one', () => {
    const agents = [
      agent('p-a', { service: 'p', deadLetters: 2, state: 'LOST' }),
      agent('p-b', { service: 'p', deadLetters: 0 }),
    ];
    expect(names({ agents })).toEqual(['agent-lost.p-a']);
    expect(names({ agents: agents.slice(0, 1) })).toEqual(['agent-lost.p-a', 'dead-letters.p']);
  });

  it('tell of a lost agent before a degraded one', () => {
    const agents = [agent('a', { state: 'DEGRADED', because: 'disk' }), agent('b', { state: 'LOST' })];
    expect(names({ agents })).toEqual(['agent-lost.b', 'agent-degraded.a']);
  });

  it('miss an expected agent that was never heard, once the gateway has listened long enough', () => {
    expect(names({ expected: ['catalog'], listenedS: 5 })).toEqual([]);
    expect(names({ expected: ['catalog'], listenedS: 31 })).toEqual(['agent-lost.catalog']);
    expect(names({ expected: ['catalog'], agents: [agent('catalog')] })).toEqual([]);
  });

  it('name one cause once: the server that is away, not each agent that misses it', () => {
    const agents = [agent('a', { state: 'LOST' }), agent('b', { state: 'DEGRADED', because: 'PostgreSQL: refused' })];
    expect(names({ agents, servers: without('NATS'), expected: ['c'] })).toEqual(['server-down.nats']);
    expect(names({ agents, servers: without('PostgreSQL') })).toEqual(['server-down.postgresql', 'agent-lost.a']);
  });
});

describe('the time since which an alarm stands', () => {
  const at = (s: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, s));
  const letters = (count: number) =>
    judgeAlarms({ agents: [agent('a', { deadLetters: count })], servers: up, expected: [], listenedS: 0 });

  it('stays while the same thing is wrong, also when its words change, and begins anew after it was over', () => {
    const book = new AlarmBook();
    const since = (count: number, s: number): string | undefined => book.note(letters(count), at(s))[0]?.since;
    expect([since(1, 0), since(2, 5), since(0, 6), since(1, 9)]).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
      undefined,
      '2026-01-01T00:00:09.000Z',
    ]);
  });
});
