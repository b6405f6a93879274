import { describe, expect, it } from '@jest/globals';
import { readSite } from '@nightjar/service-kit';
import { ManualClock } from '../manual-clock.fixture.js';
import { Camera, type Exposure } from './camera.js';
import { DeviceRefusal } from './device.js';

const [north] = readSite('ohp').cameras;

function start(): { clock: ManualClock; camera: Camera; developed: Exposure[] } {
  if (!north) throw new Error('the site has no camera');
  const clock = new ManualClock();
  const developed: Exposure[] = [];
  const camera = new Camera(north, clock, {
    begin: () => undefined,
    develop: (exposure) => {
      developed.push(exposure);
      return Promise.resolve(Uint8Array.of(1, 2, 3));
    },
  });
  return { clock, camera, developed };
}

describe('the simulated camera', () => {
  it('exposes, reads out, and only then has a frame', async () => {
    const { clock, camera, developed } = start();
    camera.set('EXPTIME', [20]);
    camera.set('FILTER', ['R']);
    const exposure = camera.begin('START', [], 'cmd_1');
    expect(exposure.etaS).toBe(22);
    await clock.advance(20);
    expect(camera.status()['STATE']).toBe('READING');
    await clock.advance(2);
    expect(await exposure.ended).toMatchObject({ outcome: 'DONE', values: { JOB: 'cmd_1', FILTER: 'R', EXPTIME: 20 } });
    expect(developed).toHaveLength(1);
    expect(camera.lastFile()?.file).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('leaves no frame of an aborted exposure', async () => {
    const { clock, camera, developed } = start();
    camera.set('EXPTIME', [20]);
    const exposure = camera.begin('START', [], 'cmd_1');
    await clock.advance(5);
    exposure.stop();
    expect(await exposure.ended).toEqual({ outcome: 'CANCELLED' });
    expect(developed).toEqual([]);
    expect(camera.status()['STATE']).toBe('IDLE');
  });

  it.each([
    ['an unknown filter', 105, (camera: Camera) => camera.set('FILTER', ['Z'])],
    ['an exposure longer than it may be', 105, (camera: Camera) => camera.set('EXPTIME', [1801])],
    ['a negative exposure', 105, (camera: Camera) => camera.set('EXPTIME', [-5])],
    ['a word for a time', 104, (camera: Camera) => camera.set('EXPTIME', ['long'])],
    ['a start without an exposure time', 201, (camera: Camera) => camera.begin('START', [], 'x')],
  ])('refuses %s with %i', (_, code, act) => {
    const { camera } = start();
    expect(() => act(camera)).toThrow(DeviceRefusal);
    try {
      act(camera);
    } catch (fault) {
      expect(fault).toMatchObject({ code });
    }
  });
});
