import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bus, Gate, newSeed, readSeed, Sender, STREAMS } from '@nightjar/bus';
import { EmergencyStop, InstrumentState, ListTargets, NoticeReceived, SubmitCommand } from '@nightjar/contracts';
import { chmodSync, copyFileSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { embeddedNats } from '../nats.mjs';
import { ROOT } from '../places.mjs';
import { admit } from './admit.mjs';
import { GuardedNats } from './guarded-nats.fixture.mjs';
import { serviceRights } from './services.mjs';

const LAMP = join(ROOT, 'deploy/local/specimens/lamp.mjs');

/** @type {GuardedNats} */
let nats;
/** @type {Bus[]} */
const buses = [];
/** @type {string[]} */
const faults = [];

/** A bus under an identity. @param {string} name @param {{ seed?: string, gated?: boolean }} [options] `gated`: as its service has it */
async function bus(name, { seed = nats.seed(name), gated = false } = {}) {
  const rights = serviceRights().find(({ service }) => service === name);
  const gate = gated && rights ? { gate: new Gate(rights) } : {};
  const one = await Bus.connect({ url: nats.url, name, seed, onFault: (says) => faults.push(says), ...gate });
  buses.push(one);
  return one;
}

/** @param {() => unknown} holds */
async function until(holds) {
  while (!holds()) await pause(10);
}

beforeAll(async () => {
  nats = await GuardedNats.start();
  const keeper = await bus('bus'); // declares the streams
  await keeper.broker.roundTrip();
});
afterAll(async () => {
  await Promise.all(buses.map((one) => one.close()));
  await nats.stop();
});

describe('the guarded bus', () => {
  it('refuses an identity that it does not know, and says so', async () => {
    await expect(bus('catalog', { seed: newSeed() })).rejects.toThrow(/refuses catalog: it does not know its key/);
  });

  it('refuses whoever comes without one, and names the setting', async () => {
    await expect(Bus.connect({ url: nats.url, name: 'anybody' })).rejects.toThrow(
      /refuses anybody: it came without an identity; NIGHTJAR_NATS_IDENTITY/,
    );
  });

  it('brings an event from who may tell it to who may have it', async () => {
    const [alerts, catalog] = await Promise.all([bus('alerts', { gated: true }), bus('catalog', { gated: true })]);
    /** @type {string[]} */
    const had = [];
    const durable = 'catalog-evt-alert-notice-received';
    await catalog.consume(
      NoticeReceived,
      { durable, attempts: 1, bury: async () => {} },
      async ({ id }) => void had.push(id),
    );
    const payload = NoticeReceived.carries.parse(NoticeReceived.example);
    const body = JSON.stringify(payload);
    await alerts.publishStored({ id: 'n1', subject: NoticeReceived.subject, body, traceparent: null });
    await until(() => had.length > 0);
    expect(had).toEqual([payload.id]);
  });

  it('brings a question to who answers it, and the answer back', async () => {
    const [catalog, pipeline] = await Promise.all([bus('catalog', { gated: true }), bus('pipeline', { gated: true })]);
    catalog.serve(ListTargets, async () => ListTargets.gives.parse(ListTargets.example.gives));
    await catalog.broker.roundTrip(); // by then the server knows who answers
    expect(await pipeline.ask(ListTargets, {})).toEqual(ListTargets.gives.parse(ListTargets.example.gives));
  });

  it('lets the gateway watch every event', async () => {
    const gateway = await bus('gateway', { gated: true });
    const alerts = await bus('alerts', { gated: true });
    const payload = NoticeReceived.carries.parse(NoticeReceived.example);
    const body = JSON.stringify(payload);
    const ending = new AbortController();
    const first = gateway.follow(ending.signal, 0).next();
    await alerts.publishStored({ id: 'n2', subject: NoticeReceived.subject, body, traceparent: null });
    expect((await first).value).toMatchObject({ payload });
    ending.abort();
  });

  it('says not_allowed at once, not a time-out, to who asks what it may not', async () => {
    const catalog = await bus('catalog');
    const asked = catalog.ask(EmergencyStop, { actor: 'catalog' }, { timeoutMs: 60_000 });
    await expect(asked).rejects.toMatchObject({ code: 'not_allowed', message: /cmd\.instrument/ });
  });

  it('says so to a sender, too', async () => {
    const sent = await new Sender(await bus('catalog')).send('instruments', EmergencyStop, { actor: 'catalog' });
    expect(sent).toMatchObject({ outcome: 'refused', code: 'not_allowed' });
  });

  it('fails the publishing of an event by who may not tell it', async () => {
    const catalog = await bus('catalog');
    const lie = { id: 'l1', subject: NoticeReceived.subject, body: '{}', traceparent: null };
    await expect(catalog.publishStored(lie)).rejects.toThrow(/permissions violation/i);
  });

  it('makes a refused measurement heard, with who and what', async () => {
    const catalog = await bus('catalog');
    faults.length = 0;
    catalog.tell(InstrumentState, InstrumentState.example, 'north');
    await until(() => faults.length > 0);
    expect(faults[0]).toBe('the bus does not allow catalog the publish tlm.instrument.state.north');
  });

  it('makes a refused subscription heard, with who and what', async () => {
    const catalog = await bus('catalog');
    faults.length = 0;
    catalog.serve(SubmitCommand, async () => Promise.reject(new Error('never asked')));
    await until(() => faults.some((says) => /does not allow catalog the subscription cmd\.instrument/.test(says)));
  });
});

describe('a store that was lost', () => {
  it('is made again by any service, and its own consumer reads on', async () => {
    const [alerts, catalog] = await Promise.all([bus('alerts', { gated: true }), bus('catalog', { gated: true })]);
    const keeper = await nats.connect(nats.seed('bus'));
    for (const stream of STREAMS) await keeper.request(`$JS.API.STREAM.DELETE.${stream}`);
    await keeper.close();
    await alerts.broker.roundTrip();
    /** @type {string[]} */
    const had = [];
    const durable = 'catalog-evt-alert-notice-received';
    await catalog.consume(
      NoticeReceived,
      { durable, attempts: 1, bury: async () => {} },
      async ({ id }) => void had.push(id),
    );
    const body = JSON.stringify(NoticeReceived.example);
    await alerts.publishStored({ id: 'n3', subject: NoticeReceived.subject, body, traceparent: null });
    await until(() => had.length > 0);
  });
});

describe('identities', () => {
  it('are readable by their owner alone, in a folder that is too', () => {
    const { folder } = nats.ring;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).map((file) => [file, statSync(join(folder, file)).mode & 0o777])).toEqual(
      readdirSync(folder).map((file) => [file, 0o600]),
    );
  });

  it('stay the same from start to start', () => {
    const before = nats.ring.publicKey('catalog');
    expect(new /** @type {any} */ (nats.ring.constructor)(nats.ring.folder).publicKey('catalog')).toBe(before);
  });

  it('are not taken from a file that others can read', () => {
    const loose = join(nats.home, 'loose.nk');
    copyFileSync(nats.ring.file('catalog'), loose);
    chmodSync(loose, 0o644);
    expect(() => readSeed(loose)).toThrow(/chmod 600/);
    chmodSync(loose, 0o600);
    writeFileSync(loose, 'nonsense');
    expect(() => readSeed(loose)).toThrow(/holds no identity/);
  });
});

describe('an agent of one’s own', () => {
  it('is admitted while the server runs, to what its definition declares and to no more', async () => {
    const before = await bus('catalog');
    const { service, live } = await admit(nats.home, LAMP);
    expect([service, live]).toEqual(['lamp', true]);
    let lamp;
    while (!lamp) lamp = await bus('lamp').catch(() => pause(20).then(() => undefined));
    await lamp.broker.roundTrip();
    await expect(lamp.ask(SubmitCommand, SubmitCommand.example.takes)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(lamp.ask(EmergencyStop, { actor: 'x' })).rejects.toMatchObject({ code: 'not_allowed' });
    await before.broker.roundTrip();
  });

  it('may not take the name of a service', async () => {
    const impostor = join(nats.home, 'impostor.mjs');
    writeFileSync(impostor, `export const catalog = { name: 'catalog', module: class {}, config: {} };`);
    await expect(admit(nats.home, impostor)).rejects.toThrow(/catalog is the observatory's own/);
  });
});

describe('the server’s sockets', () => {
  /** Addresses a process listens on, from the kernel: little-endian hexadecimal IP and port. @param {number} pid */
  function listening(pid) {
    const fds = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`).match(/^socket:\[(\d+)\]$/)?.[1] ?? [];
      } catch {
        return []; // closed while we looked
      }
    });
    return ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state, , , , , , inode]) => state === '0A' && fds.includes(inode))
        .map(([, local]) => local),
    );
  }

  it('are one, on loopback: clients’. No monitoring port is open', () => {
    const port = nats.server.port?.toString(16).toUpperCase().padStart(4, '0');
    expect(listening(nats.server.pid ?? 0)).toEqual([`0100007F:${port}`]);
  });
});

describe('a server of your own', () => {
  it('is reached with the user and password in its address', async () => {
    const dir = join(nats.home, 'own');
    const server = await embeddedNats({ dir });
    await server.stop();
    writeFileSync(join(dir, 'authorization.conf'), 'authorization { user: ada, password: "p@ss word" }\n');
    const own = await embeddedNats({ dir, guarded: true });
    const url = own.url.replace('//', `//ada:${encodeURIComponent('p@ss word')}@`);
    const ada = await Bus.connect({ url, name: 'catalog' });
    await ada.broker.roundTrip();
    await ada.close();
    await expect(Bus.connect({ url: own.url, name: 'catalog' })).rejects.toThrow(/came without an identity/);
    await own.stop();
  });

  it('that is open takes whoever comes with an identity', async () => {
    const open = await embeddedNats();
    const catalog = await Bus.connect({ url: open.url, name: 'catalog', seed: nats.seed('catalog') });
    await catalog.broker.roundTrip();
    await catalog.close();
    await open.stop();
  });
});
