import { describe, expect, it } from '@jest/globals';
import { inTrace } from '@nightjar/bus';
import {
  CommandChanged,
  EmergencyStop,
  FrameStored,
  InstrumentState,
  isFinal,
  ListCommands,
  newId,
  SafetyChanged,
} from '@nightjar/contracts';
import { ProductStore } from '@nightjar/service-kit';
import { createHash } from 'node:crypto';
import { instruments } from './instruments.module.js';
import { Observatory, TARGET, type ObservatoryOptions } from './observatory.fixture.js';
import { Wires } from './wires.fixture.js';

const EXPOSE = { action: 'expose', exposureS: 20, filter: 'V', object: 'GRB 080319B' } as const;

async function observatory(options: ObservatoryOptions = {}): Promise<Observatory> {
  const site = await Observatory.open(options);
  await site.night.start(instruments);
  for (const name of ['mount', 'north', 'dome', 'mast'])
    await site.instrument(name, ({ state }) => state !== 'OFFLINE');
  return site;
}

const statesOf = async (site: Observatory, id: string): Promise<string[]> => {
  const rows = await site.night.sql<{ state: string }>(
    'select state from instrument.command_change where command = ? order by seq',
    [id],
  );
  return rows.map(({ state }) => state);
};

describe('commands to real sockets', () => {
  it('slews, tells every step, and writes each change down with its time', async () => {
    await using site = await observatory();
    const accepted = await site.submit('mount', { action: 'slew', ...TARGET });
    expect(accepted).toMatchObject({ state: 'RUNNING', because: null });
    expect(accepted.sentAt).not.toBeNull();
    expect(await site.end(accepted.id)).toMatchObject({ state: 'DONE' });
    expect(await statesOf(site, accepted.id)).toEqual(['RECEIVED', 'SENT', 'ACCEPTED', 'RUNNING', 'DONE']);
    const mount = await site.instrument('mount', ({ state }) => state === 'TRACKING');
    expect(mount.values['RA']).toBeCloseTo(TARGET.raDeg, 3);
    expect(mount.lastCommand?.id).toBe(accepted.id);
  });

  it('brings a frame into the store and tells of it in the trace of its order', async () => {
    await using site = await observatory();
    await site.prepare();
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const observation = newId('obs');
    const { id } = await inTrace(parent, 'test', 'internal', () => site.submit('north', EXPOSE, { observation }));
    const frame = await site.night.until(FrameStored, ({ command }) => command === id);
    expect(frame).toMatchObject({
      instrument: 'north',
      observation,
      exposureS: 20,
      filter: 'V',
      raDeg: expect.closeTo(TARGET.raDeg, 2),
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
    expect(frame.startedAt).toMatch(/^2008-03-19T06:/);
    const file = await new ProductStore(site.night.home).read(frame.sha256);
    expect(createHash('sha256').update(file).digest('hex')).toBe(frame.sha256);
    expect(file.toString('latin1', 0, 9)).toBe('SIMPLE  =');
    expect(await site.end(id)).toMatchObject({ state: 'DONE', frame: frame.sha256 });
  });

  it('carries the same id out once, however often and however close together it is submitted', async () => {
    await using site = await observatory();
    await site.prepare();
    const id = newId('cmd');
    const answers = await Promise.all([1, 2, 3].map(() => site.submit('north', EXPOSE, { id })));
    expect(new Set(answers.map((answer) => answer.id))).toEqual(new Set([id]));
    await site.end(id);
    expect(await site.submit('north', EXPOSE, { id })).toMatchObject({ state: 'DONE' });
    expect(site.night.recorder.all(FrameStored)).toHaveLength(1);
    expect((await site.night.ask(ListCommands, { instrument: 'north' })).results).toHaveLength(1);
  });

  it('refuses with a reason, and keeps the refusal', async () => {
    await using site = await observatory();
    await site.instrument('mast', ({ state }) => state === 'MEASURING');
    await expect(site.submit('teapot', { action: 'open' })).rejects.toMatchObject({ code: 'unknown_instrument' });
    await expect(site.submit('dome', EXPOSE)).rejects.toMatchObject({ code: 'wrong_action' });
    await expect(site.submit('north', EXPOSE)).rejects.toMatchObject({ code: 'interlock' });
    await expect(site.submit('mount', { action: 'slew', raDeg: 190, decDeg: -80 })).rejects.toMatchObject({
      code: 'below_horizon',
    });
    const deadline = new Date(Date.now() - 1000).toISOString();
    await expect(site.submit('dome', { action: 'open' }, { deadline })).rejects.toMatchObject({ code: 'out_of_date' });
    const id = newId('cmd');
    for (let n = 0; n < 2; n++) {
      await expect(site.submit('north', EXPOSE, { id })).rejects.toMatchObject({ code: 'interlock' });
    }
    expect(await site.end(id)).toMatchObject({ state: 'REJECTED', sentAt: null });
    await site.submit('mount', { action: 'slew', ...TARGET });
    await expect(site.submit('mount', { action: 'slew', ...TARGET })).rejects.toMatchObject({ code: 'busy' });
  });

  it('aborts an exposure: no frame, and the exposure says why', async () => {
    await using site = await observatory();
    await site.prepare();
    const { id } = await site.submit('north', { ...EXPOSE, exposureS: 600 });
    expect(await site.carryOut('north', { action: 'abort' })).toMatchObject({ state: 'DONE', because: 'stopped' });
    expect(await site.end(id)).toMatchObject({ state: 'ABORTED', frame: null });
    expect(site.night.recorder.all(FrameStored)).toEqual([]);
  });

  it('tells the state of every device at least once a second', async () => {
    await using site = await observatory();
    const told = new Map<string, number>();
    site.night.bus.hear(InstrumentState, async ({ name }) => void told.set(name, (told.get(name) ?? 0) + 1));
    await new Promise((done) => setTimeout(done, 2500));
    expect([...told.keys()].sort()).toEqual(['dome', 'mast', 'mount', 'north']);
    expect(Math.min(...told.values())).toBeGreaterThanOrEqual(2);
  });
});

describe('broken wires', () => {
  it.each([0, 1, 7, 30, 70, 71, 90])(
    'never slews twice when the wire is cut %i bytes into the conversation',
    async (afterBytes) => {
      await using site = await observatory();
      await site.fault('mount', { fault: 'drop_socket', afterBytes, direction: 'in' });
      const submitted = await site.submit('mount', { action: 'slew', ...TARGET }).catch((refusal: unknown) => refusal);
      if (submitted instanceof Error) expect(submitted).toMatchObject({ code: 'offline' });
      await site.instrument('mount', ({ state }) => state !== 'OFFLINE');
      const { results } = await site.night.ask(ListCommands, { instrument: 'mount' });
      const [command] = results;
      const ended = command && !isFinal(command.state) ? await site.end(command.id) : command;
      expect(['DONE', 'FAILED', 'REJECTED', undefined]).toContain(ended?.state);
      const [truth] = await site.night.sql<{ count: string }>(
        `select count(*)::text as count from instrument.command_change where state = 'SENT'`,
      );
      expect(Number(truth?.count)).toBeLessThanOrEqual(1);
    },
  );

  it('concludes from the device what became of an exposure whose acceptance was lost', async () => {
    await using site = await observatory();
    await site.prepare();
    await site.fault('north', { fault: 'delay', ms: 300 });
    const submitted = site.submit('north', EXPOSE);
    await site.instrument('north', ({ lastCommand }) => lastCommand?.sentAt != null);
    await site.fault('north', { fault: 'half_frame' });
    await site.control({ do: 'clear', device: 'north' }).catch(() => undefined);
    const outcome = await submitted.catch((refusal: unknown) => refusal);
    if (!(outcome instanceof Error)) {
      const { id } = await submitted;
      expect(['DONE', 'FAILED']).toContain((await site.end(id)).state);
    }
    expect(site.night.recorder.all(FrameStored).length).toBeLessThanOrEqual(1);
  });

  it('adopts an exposure that went on while the line was down, and gets its frame', async () => {
    await using site = await observatory();
    await site.prepare();
    const { id } = await site.submit('north', { ...EXPOSE, exposureS: 60 });
    await site.fault('north', { fault: 'drop_socket', afterBytes: 0 });
    const frame = await site.night.until(FrameStored, ({ command }) => command === id);
    expect(frame.exposureS).toBe(60);
    expect(await statesOf(site, id)).toContain('UNKNOWN');
    expect(await site.end(id)).toMatchObject({ state: 'DONE' });
  });

  it('asks again for a frame that the wire broke in the middle of', async () => {
    await using site = await observatory();
    await site.prepare();
    const { id } = await site.submit('north', EXPOSE);
    await site.fault('north', { fault: 'drop_socket', afterBytes: 5000 });
    await site.night.until(FrameStored, ({ command }) => command === id);
    expect(await site.end(id)).toMatchObject({ state: 'DONE' });
  });

  it('says FAILED when the camera lost its power in the middle of an exposure', async () => {
    await using site = await observatory();
    await site.prepare();
    const { id } = await site.submit('north', { ...EXPOSE, exposureS: 600 });
    await site.fault('north', { fault: 'power_cycle' });
    expect(await site.end(id)).toMatchObject({ state: 'FAILED', because: expect.stringContaining('209') });
    expect(await site.carryOut('north', EXPOSE)).toMatchObject({ state: 'DONE' });
  });

  it('unparks a mount before it slews also in the first instant of a line, when nobody has said that it is parked', async () => {
    await using site = await observatory();
    await site.instrument('mount', ({ state }) => state === 'PARKED');
    await site.fault('mount', { fault: 'delay', ms: 200 });
    await site.fault('mount', { fault: 'drop_socket', afterBytes: 0 });
    await site.instrument('mount', ({ state }) => state === 'UNKNOWN');
    expect(await site.carryOut('mount', { action: 'slew', ...TARGET })).toMatchObject({ state: 'DONE' });
  });

  it('reads on through rubbish, and makes the line anew when there is too much of it', async () => {
    await using site = await observatory();
    await site.fault('mount', { fault: 'garbage', lines: 5 });
    expect(await site.carryOut('mount', { action: 'slew', ...TARGET })).toMatchObject({ state: 'DONE' });
    await site.fault('mount', { fault: 'garbage', lines: 50 });
    await site.instrument('mount', ({ state }) => state === 'OFFLINE');
    await site.instrument('mount', ({ state }) => state === 'TRACKING');
    expect(await site.carryOut('mount', { action: 'park' })).toMatchObject({ state: 'DONE' });
  });

  it('stops a device that takes far longer than it announced', async () => {
    await using site = await observatory();
    await site.instrument('mast', ({ state }) => state === 'MEASURING');
    await site.fault('dome', { fault: 'stuck_busy' });
    const { id } = await site.submit('dome', { action: 'open' });
    expect(await site.end(id)).toMatchObject({ state: 'TIMEOUT', because: 'overdue: no stop was seen' });
    await expect(site.submit('dome', { action: 'open' })).rejects.toMatchObject({ code: 'interlock' });
    await site.control({ do: 'clear', device: 'dome' });
    await site.instrument('dome', ({ interlocks }) => interlocks.every(({ ok }) => ok));
  }, 240_000);
});

describe('the weather', () => {
  it('closes the dome by itself at once, stops the exposure, and tells', async () => {
    await using site = await observatory();
    await site.prepare();
    const { id } = await site.submit('north', { ...EXPOSE, exposureS: 600 });
    const unsafeMs = Date.now();
    await site.control({ do: 'weather', device: 'mast', values: { windMs: 18.5 } });
    const told = await site.night.until(SafetyChanged, ({ safe }) => !safe);
    expect(told.because).toBe('wind 18.5 m/s, limit 15 m/s');
    const close = await site.night.until(
      CommandChanged,
      ({ order, sentAt }) => order.action === 'close' && sentAt !== null,
    );
    const latencyMs = Date.parse(close.sentAt ?? '') - unsafeMs;
    console.info(`unsafe sample to first CLOSE byte: ${latencyMs} ms`);
    expect(close.actor).toBe('safety');
    await site.instrument('dome', ({ state }) => state === 'CLOSED');
    expect(await site.end(id)).toMatchObject({ state: 'ABORTED' });
    await expect(site.submit('dome', { action: 'open' })).rejects.toMatchObject({ code: 'interlock' });
    await site.control({ do: 'weather', device: 'mast', values: {} });
    await site.night.until(SafetyChanged, ({ safe, at }) => safe && at > told.at);
    expect((await site.instrument('dome', () => true)).state).toBe('CLOSED');
  });

  it('closes the dome when the mast falls silent', async () => {
    await using site = await observatory({ staleAfterS: 2 });
    await site.prepare();
    await site.fault('mast', { fault: 'refuse_connections' });
    await site.instrument('dome', ({ state }) => state === 'CLOSED');
    const told = await site.night.until(SafetyChanged, ({ safe }) => !safe);
    expect(told.because).toMatch(/^mast is silent since \d s, limit 2 s$/);
  });

  it('closes the dome when the mast talks on about an old sample', async () => {
    await using site = await observatory({ staleAfterS: 2 });
    await site.prepare();
    await site.fault('mast', { fault: 'stale' });
    await site.instrument('dome', ({ state }) => state === 'CLOSED');
  });

  it('closes the dome without database and broker, and tells of it when they are back', async () => {
    await using site = await Observatory.open();
    await using servers = await Wires.open(site.night.environment);
    const service = await site.night.spawn('instruments', { ...site.environment, ...servers.environment });
    await service.says(/"ready"/);
    await site.prepare();
    servers.cut();
    await site.control({ do: 'weather', device: 'mast', values: { rain: true } });
    await site.dome('CLOSED');
    servers.mend();
    await site.night.until(SafetyChanged, ({ safe, because }) => !safe && because === 'rain at mast');
    const close = await site.night.until(
      CommandChanged,
      ({ order, state }) => order.action === 'close' && state === 'DONE',
    );
    expect(close.actor).toBe('safety');
    await service.kill();
  }, 240_000);

  it('goes on closing until the sensor says so', async () => {
    await using site = await observatory();
    await site.prepare();
    await site.fault('dome', { fault: 'refuse_connections' });
    await site.control({ do: 'weather', device: 'mast', values: { rain: true } });
    await site.night.until(SafetyChanged, ({ safe }) => !safe);
    await site.control({ do: 'clear', device: 'dome' });
    await site.instrument('dome', ({ state }) => state === 'CLOSED');
  }, 240_000);
});

describe('a service that is killed', () => {
  it.each([
    ['while the mount slews', 'mount', { action: 'slew', ...TARGET }, undefined, /DONE/],
    ['while the camera exposes', 'north', { ...EXPOSE, exposureS: 100 }, undefined, /DONE/],
    ['before the device has answered a register', 'north', { ...EXPOSE }, { fault: 'delay', ms: 900 }, /FAILED|DONE/],
    ['while the device cannot be reached', 'north', { ...EXPOSE }, { fault: 'refuse_connections' }, /DONE|FAILED/],
  ] as const)(
    'concludes %s, and sends nothing again',
    async (_, device, order, fault, end) => {
      await using site = await Observatory.open();
      const first = await site.night.spawn('instruments', site.environment);
      await first.says(/"ready"/);
      await site.prepare();
      if (device === 'mount') await site.carryOut('mount', { action: 'park' });
      if (fault?.fault === 'delay') await site.fault(device, fault);
      const id = newId('cmd');
      const submitted = site.submit(device, order, { id }).catch(() => undefined);
      if (fault?.fault === 'delay') await site.written(id);
      else await submitted;
      if (fault?.fault === 'refuse_connections') await site.fault(device, fault);
      await first.kill();
      const second = await site.night.spawn('instruments', site.environment);
      await site.control({ do: 'clear', device });
      await second.says(/"ready"/);
      const ended = await site.end(id);
      expect(ended.state).toMatch(end);
      const expected = order.action === 'expose' && ended.state === 'DONE' ? 1 : 0;
      expect(site.night.recorder.all(FrameStored)).toHaveLength(expected);
      expect((await site.starts(device)).filter((job) => job === id).length).toBeLessThanOrEqual(1);
    },
    240_000,
  );
});

describe('from the order to the wire', () => {
  it('is written down when the first byte of each slew left: after it was asked for, and before it ended', async () => {
    await using site = await observatory();
    const latenciesMs: number[] = [];
    for (let n = 0; n < 20; n++) {
      const askedMs = Date.now();
      const { id, sentAt } = await site.submit('mount', {
        action: 'slew',
        raDeg: TARGET.raDeg + n * 0.01,
        decDeg: TARGET.decDeg,
      });
      latenciesMs.push(Date.parse(sentAt ?? '') - askedMs);
      const { finishedAt } = await site.end(id);
      expect(Date.parse(finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(sentAt ?? ''));
    }
    latenciesMs.sort((a, b) => a - b);
    console.info(`submit to first byte: p50 ${latenciesMs[10]} ms, worst ${latenciesMs.at(-1)} ms`);
    expect(latenciesMs[0]).toBeGreaterThanOrEqual(0);
  });
});

describe('an emergency stop', () => {
  it('stops everything and holds until a person orders', async () => {
    await using site = await observatory();
    await site.prepare();
    await site.submit('north', { ...EXPOSE, exposureS: 600 });
    const began = Date.now();
    const { stopped } = await site.night.ask(EmergencyStop, { actor: 'ada' });
    console.info(`emergency stop answered by every device in ${Date.now() - began} ms`);
    expect(stopped.map(({ instrument }) => instrument).sort()).toEqual(['dome', 'mount', 'north']);
    await site.instrument('dome', ({ state }) => state === 'CLOSED');
    await site.instrument('mount', ({ state }) => state === 'IDLE');
    await expect(site.submit('dome', { action: 'open' }, { actor: 'sequencer' })).rejects.toMatchObject({
      code: 'interlock',
    });
    expect(await site.submit('dome', { action: 'open' }, { actor: 'ada' })).toMatchObject({ state: 'RUNNING' });
  });
});
