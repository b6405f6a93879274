import { describe, expect, it } from '@jest/globals';
import { queue } from '@nightjar/contracts';
import { mayKeepLetters, queueOwners, serviceOfConsumer, services } from './owner.js';

const agent = (name: string, more: object = {}) => ({
  name,
  service: '',
  queues: [] as string[],
  deadLetters: 0,
  state: 'READY' as const,
  ...more,
});
const declared = [
  queue('photometry', { service: 'pipeline', says: 'x' }),
  queue('night', { service: 'plan', says: 'x' }),
];

describe('the owners of queues', () => {
  it('are the declared ones, also where none of their agents lives', () => {
    expect(queueOwners([], declared)).toEqual([
      { service: 'pipeline', queues: ['photometry'] },
      { service: 'plan', queues: ['night'] },
    ]);
  });

  it('are those whose heartbeat names queues, under their service’s name', () => {
    const heard = [
      agent('pipeline-own', { service: 'pipeline', queues: ['own', 'photometry'] }),
      agent('wash', { queues: ['mirror'] }),
      agent('catalog', { service: 'catalog' }),
    ];
    expect(queueOwners(heard, declared)).toEqual([
      { service: 'pipeline', queues: ['own', 'photometry'] },
      { service: 'plan', queues: ['night'] },
      { service: 'wash', queues: ['mirror'] },
    ]);
    expect(services(heard, declared)).toEqual(['catalog', 'pipeline', 'plan', 'wash']);
  });
});

describe('a service that does not tell of its dead letters', () => {
  it('may keep some unless it lives and says that it has none', () => {
    expect(mayKeepLetters('a', [])).toBe(true);
    expect(mayKeepLetters('a', [agent('a')])).toBe(false);
    expect(mayKeepLetters('a', [agent('a', { state: 'LOST' })])).toBe(true);
    expect(mayKeepLetters('a', [agent('a', { deadLetters: 1 })])).toBe(true);
    expect(mayKeepLetters('a', [agent('b')])).toBe(true);
  });
});

describe('the service of a consumer', () => {
  it('is the one of the longest name that the consumer begins with', () => {
    const known = ['alert', 'alert-relay', 'alerts'];
    expect(serviceOfConsumer('alerts-evt-catalog-target-added', known)).toBe('alerts');
    expect(serviceOfConsumer('alert-relay-evt-catalog-target-added', known)).toBe('alert-relay');
    expect(serviceOfConsumer('alert-evt-relay-x-added', known)).toBe('alert');
    expect(serviceOfConsumer('alerts', known)).toBeUndefined();
  });
});
