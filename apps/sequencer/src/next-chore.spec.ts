import { describe, expect, it } from '@jest/globals';
import { chores, type House, nextTurnMs } from './next-chore.js';

const night = { startAt: '2008-03-19T02:30:00.000Z', endAt: '2008-03-19T12:40:00.000Z' };
const plan = { version: 1, createdAt: night.startAt, night, blocks: [], unscheduled: [] };
const house = (changes: Partial<House> = {}): House => ({
  ...{ now: new Date('2008-03-19T06:00:00Z'), plan, safety: { safe: true, because: 'good' }, observing: false },
  ...{
    dome: { name: 'dome', state: 'CLOSED' },
    telescopes: [{ name: 'mount', state: 'TRACKING' }],
    opened: false,
    putAway: false,
  },
  ...changes,
});
const day = { now: new Date('2008-03-19T13:00:00Z') };
const ordersOf = (one: House): string[] => chores(one).map(({ order, instrument }) => `${order.action} ${instrument}`);

describe('the house', () => {
  it('is opened when the night is on and it is safe', () => {
    expect(ordersOf(house())).toEqual(['open dome']);
  });
  it.each<[string, Partial<House>]>([
    ['the weather is bad', { safety: { safe: false, because: 'rain' } }],
    ['nothing is known of the weather', { safety: null }],
    ['it is open', { dome: { name: 'dome', state: 'OPEN' } }],
    ['it is being closed, and would refuse', { observing: true, dome: { name: 'dome', state: 'CLOSING' } }],
    ['an operator has closed it again', { opened: true }],
    ['nobody hears of it', { dome: { name: 'dome', state: null } }],
    ['there is no plan', { plan: null }],
  ])('is not opened when %s', (_, changes) => {
    expect(ordersOf(house(changes))).toEqual([]);
  });
  it('is opened again when an observation needs it', () => {
    expect(ordersOf(house({ opened: true, observing: true }))).toEqual(['open dome']);
  });
  it('is put away by day, once, and not under an observation', () => {
    expect(ordersOf(house({ ...day, dome: { name: 'dome', state: 'OPEN' } }))).toEqual(['park mount', 'close dome']);
    expect(ordersOf(house({ ...day, putAway: true, dome: { name: 'dome', state: 'OPEN' } }))).toEqual([]);
    expect(ordersOf(house({ ...day, observing: true, dome: { name: 'dome', state: 'OPEN' } }))).toEqual([]);
  });
  it('leaves alone what is put away already', () => {
    expect(ordersOf(house({ ...day, telescopes: [{ name: 'mount', state: 'PARKED' }] }))).toEqual([]);
  });
  it('knows when night begins or ends next', () => {
    expect(nextTurnMs({ plan }, Date.parse('2008-03-19T06:00:00Z'))).toBe(Date.parse(night.endAt));
    expect(nextTurnMs({ plan }, Date.parse(night.endAt))).toBeNull();
  });
});
