import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../manual-clock.fixture.js';
import { Dome } from './dome.js';

function start(): { clock: ManualClock; dome: Dome; told: unknown[] } {
  const clock = new ManualClock();
  const dome = new Dome({ name: 'dome', host: '127.0.0.1', port: 1, openS: 20 }, clock);
  const told: unknown[] = [];
  dome.onNotice = ({ values }) => told.push(values['state']);
  return { clock, dome, told };
}

describe('the simulated dome', () => {
  it('opens and closes in its time and tells every change', async () => {
    const { clock, dome, told } = start();
    expect(dome.begin('OPEN').etaS).toBe(20);
    await clock.advance(20);
    expect(dome.state).toBe('OPEN');
    dome.begin('CLOSE');
    await clock.advance(20);
    expect(told).toEqual(['OPENING', 'OPEN', 'CLOSING', 'CLOSED']);
  });

  it('turns round at once when it is told to close while it opens', async () => {
    const { clock, dome } = start();
    const open = dome.begin('OPEN');
    await clock.advance(5);
    const close = dome.begin('CLOSE');
    expect(close.etaS).toBeCloseTo(5, 6);
    expect(await open.ended).toEqual({ outcome: 'CANCELLED' });
    await clock.advance(5);
    expect(await close.ended).toMatchObject({ outcome: 'DONE', values: { STATE: 'CLOSED' } });
  });

  it('is neither open nor closed when it was stopped between', async () => {
    const { clock, dome } = start();
    dome.begin('OPEN');
    await clock.advance(5);
    dome.begin('STOP');
    expect(dome.status()).toEqual({ STATE: 'STOPPED', OPEN_PART: 0.25 });
  });

  it('is done at once when it is told to close while closed', async () => {
    const { dome } = start();
    expect(await dome.begin('CLOSE').ended).toMatchObject({ outcome: 'DONE' });
  });
});
