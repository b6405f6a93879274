import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetRawNotice,
  ListNotices,
  NoticeConcluded,
  NoticeJudged,
  NoticeReceived,
  type Gives,
} from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { startNight, type Night } from '@nightjar/testkit';
import { buildTransport, buildVoevent, frame, type VoeventDraft } from '@nightjar/voevent';
import { VtpAuthor } from './vtp-author.js';
import { VtpBroadcaster } from './vtp-broadcaster.js';
import { send, sendRaw, TestSubscriber } from './vtp-peer.fixture.js';
import { alerts } from './alerts.module.js';

const ENVIRONMENT = {
  NIGHTJAR_VTP_AUTHOR_PORT: '0',
  NIGHTJAR_VTP_SUBSCRIBER_PORT: '0',
  NIGHTJAR_VTP_RECEIVE_S: '1',
  NIGHTJAR_VTP_ALIVE_S: '1',
};

const swift = (local: string, more: Partial<VoeventDraft> = {}): Uint8Array =>
  buildVoevent({
    ivoid: `ivo://nightjar.test/swift#${local}`,
    role: 'observation',
    date: new Date('2008-03-19T06:13:00Z'),
    params: [{ name: 'TrigID', value: '306757' }],
    whereWhen: {
      eventTime: new Date('2008-03-19T06:12:49Z'),
      position: { raDeg: 217.926, decDeg: 36.303, errorDeg: 0.05, frame: 'ICRS' },
    },
    ...more,
  });

describe('the alert broker', () => {
  let night: Night;
  let authorPort: number;
  let subscriberPort: number;
  beforeAll(async () => {
    night = await startNight({ environment: ENVIRONMENT });
    const { app } = await night.start(alerts);
    authorPort = app.get(VtpAuthor).listeningOn ?? 0;
    subscriberPort = app.get(VtpBroadcaster).listeningOn ?? 0;
  });
  afterAll(async () => {
    await night[Symbol.asyncDispose]();
  });

  const listed = (local: string): Promise<Gives<typeof ListNotices>> =>
    night.ask(ListNotices, { ivoid: `ivo://nightjar.test/swift#${local}` });

  it('acknowledges a packet under its identifier, tells of it and returns its bytes unchanged', async () => {
    const packet = swift('first');
    const answer = await send(authorPort, packet);
    expect(answer).toMatchObject({ role: 'ack', origin: 'ivo://nightjar.test/swift#first' });
    const notice = await night.until(NoticeReceived, ({ ivoid }) => ivoid.endsWith('#first'));
    expect(notice).toMatchObject({
      ...{ role: 'observation', mission: 'Swift', trigger: '306757', relation: 'new', version: '2.0' },
      ...{ raDeg: 217.926, decDeg: 36.303, errorDeg: 0.05, eventTime: '2008-03-19T06:12:49.000Z', size: packet.length },
      outcome: { decision: 'pending', request: null },
    });
    expect((await listed('first')).results).toEqual([notice]);
    const raw = await night.ask(GetRawNotice, { id: notice.id });
    expect(Buffer.from(raw.base64, 'base64')).toEqual(Buffer.from(packet));
  });

  it('carries one trace from the packet to the event', async () => {
    await send(authorPort, swift('traced'));
    const notice = await night.until(NoticeReceived, ({ ivoid }) => ivoid.endsWith('#traced'));
    expect(notice.traceId).toMatch(/^[0-9a-f]{32}$/);
    const event = night.recorder.events.find(({ payload }) => JSON.stringify(payload).includes('#traced'));
    expect(event?.meta.traceparent).toContain(notice.traceId);
  });

  it('acknowledges the same bytes again without a second notice', async () => {
    const packet = swift('twice');
    expect((await send(authorPort, packet))?.role).toBe('ack');
    expect(await send(authorPort, packet)).toMatchObject({ role: 'ack', result: expect.stringContaining('already') });
    expect((await listed('twice')).count).toEqual({ value: 1, exact: true });
  });

  it('makes one notice of any number of parallel deliveries', async () => {
    const packet = swift('crowd');
    using subscriber = await TestSubscriber.connect(subscriberPort);
    const answers = await Promise.all(Array.from({ length: 1000 }, () => send(authorPort, packet)));
    expect(new Set(answers.map((answer) => answer?.role))).toEqual(new Set(['ack']));
    await send(authorPort, swift('after-crowd'));
    await subscriber.until(() => subscriber.packets.length > 1);
    expect(subscriber.packets).toHaveLength(2);
    expect((await listed('crowd')).count.value).toBe(1);
    await night.until(NoticeReceived, ({ ivoid }) => ivoid.endsWith('#after-crowd'));
    expect(night.recorder.all(NoticeReceived).filter(({ ivoid }) => ivoid.endsWith('#crowd'))).toHaveLength(1);
  });

  it('keeps other bytes under a known identifier as a revision that nothing is done about', async () => {
    await send(authorPort, swift('revised'));
    const other = swift('revised', { description: 'a word more' });
    expect(await send(authorPort, other)).toMatchObject({
      role: 'ack',
      result: expect.stringContaining('other bytes'),
    });
    expect((await send(authorPort, other))?.role).toBe('ack');
    const { results } = await listed('revised');
    expect(results.map(({ outcome }) => outcome.decision)).toEqual(['ignore', 'pending']);
    expect(results[0]?.outcome.because).toContain('revision');
    await send(authorPort, swift('after-revised'));
    await night.until(NoticeReceived, ({ ivoid }) => ivoid.endsWith('#after-revised'));
    expect(night.recorder.all(NoticeReceived).filter(({ ivoid }) => ivoid.endsWith('#revised'))).toHaveLength(1);
  });

  it('takes the query form of an identifier for the same event', async () => {
    await send(authorPort, swift('form'));
    await send(authorPort, swift('form', { ivoid: 'ivo://Nightjar.Test/swift?form', version: '2.1' }));
    expect((await listed('form')).count.value).toBe(2);
    expect((await night.ask(ListNotices, { ivoid: 'ivo://nightjar.test/swift?form' })).count.value).toBe(2);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['prose', new TextEncoder().encode('hello world'), /text before XML/],
    ['a truncated packet', swift('broken').subarray(0, 300), /line \d+/],
    ['a document type', new TextEncoder().encode('<!DOCTYPE x><x/>'), /DOCTYPE/],
    ['an identifier without an event', swift('x', { ivoid: 'ivo://nightjar.test/swift' }), /names a stream/],
  ])('refuses %s with the reason and remembers nothing of it', async (_, packet, reason) => {
    const before = (await night.ask(ListNotices, {})).count.value;
    expect(await send(authorPort, packet)).toMatchObject({ role: 'nak', result: expect.stringMatching(reason) });
    expect((await night.ask(ListNotices, {})).count.value).toBe(before);
  });

  it('refuses a packet over the limit at its announcement', async () => {
    const announced = new Uint8Array([0x10, 0, 0, 0, 1, 2, 3]);
    const { answers } = await sendRaw(authorPort, announced);
    expect(answers).toMatchObject([{ role: 'nak', result: expect.stringContaining('at most 1048576') }]);
  });

  it('refuses an empty frame', async () => {
    expect((await sendRaw(authorPort, new Uint8Array(4))).roles).toEqual(['nak']);
  });

  it('answers both packets of one connection', async () => {
    const both = Buffer.concat([frame(swift('pair-a')), frame(swift('pair-b'))]);
    const { answers } = await sendRaw(authorPort, both);
    expect(answers.map(({ role, origin }) => `${role} ${origin.slice(-6)}`)).toEqual(['ack pair-a', 'ack pair-b']);
  });

  it('answers an author that has closed its side after the packet', async () => {
    expect((await sendRaw(authorPort, frame(swift('closed-side')), true)).roles).toEqual(['ack']);
  });

  it('closes without an answer when half a frame ends, or waits longer than the time allowed', async () => {
    const half = frame(swift('half')).subarray(0, 200);
    expect((await sendRaw(authorPort, half, true)).roles).toEqual([]);
    expect((await sendRaw(authorPort, half)).roles).toEqual([]);
    expect((await listed('half')).count.value).toBe(0);
  });

  it('answers a packet that arrived in time, however long it takes to store', async () => {
    const half = frame(swift('half')).subarray(0, 200);
    const database = await Database.open({
      ...{ url: night.databaseUrl, schema: 'slow', entities: [], migrations: [], frozenMs: 0 },
    });
    const { answer } = await database.transaction(async (tx) => {
      await tx.rows('lock table alert.notice in exclusive mode');
      const sent = send(authorPort, swift('slowly-stored'));
      // the time of one that connected later is up, so that of this one is
      await sendRaw(authorPort, half);
      return { answer: sent };
    });
    expect((await answer)?.role).toBe('ack');
    await database.close();
  });

  it('lets no peer that sends nothing hold up another', async () => {
    const idle = Array.from({ length: 50 }, () => sendRaw(authorPort, new Uint8Array([0])));
    expect((await send(authorPort, swift('beside-idle')))?.role).toBe('ack');
    await Promise.all(idle);
  });

  it('relays every accepted packet untouched, a test too, and nothing else', async () => {
    using subscriber = await TestSubscriber.connect(subscriberPort);
    expect(subscriber.messages[0]).toMatchObject({ role: 'authenticate', origin: 'ivo://nightjar.local/broker' });
    const test = swift('relayed-test', { role: 'test' });
    const real = swift('relayed');
    await send(authorPort, test);
    await send(authorPort, test);
    await send(authorPort, new TextEncoder().encode('<foo/>'));
    await send(authorPort, real);
    await subscriber.until(() => subscriber.packets.length >= 2);
    expect(subscriber.packets.map((bytes) => Buffer.from(bytes))).toEqual([Buffer.from(test), Buffer.from(real)]);
    expect((await listed('relayed-test')).results[0]?.role).toBe('test');
  });

  it('gives what says in other words that it is a test the role test', async () => {
    const params = [
      { name: 'TrigID', value: '9' },
      { name: 'Test_Submission', value: 'true' },
    ];
    await send(authorPort, swift('disguised', { params }));
    expect((await listed('disguised')).results[0]?.role).toBe('test');
  });

  it('drops a subscriber that misses an iamalive', async () => {
    using living = await TestSubscriber.connect(subscriberPort);
    using silent = await TestSubscriber.connect(subscriberPort, { silent: true });
    // To acknowledge packets is no answer to an iamalive.
    const ack = frame(buildTransport({ role: 'ack', origin: 'ivo://a.b/c#1', at: new Date() }));
    await silent.until(() => silent.messages.length === 2);
    silent.socket.write(ack);
    await silent.until(() => silent.closed);
    const asked = living.messages.length;
    await living.until(() => living.messages.length > asked);
    expect(silent.messages.map(({ role }) => role)).toEqual(['authenticate', 'iamalive']);
  });

  it('keeps a subscriber that sends garbage in good frames, drops one that sends a nak', async () => {
    using odd = await TestSubscriber.connect(subscriberPort);
    using hostile = await TestSubscriber.connect(subscriberPort);
    odd.socket.write(frame(new TextEncoder().encode('garbage')));
    hostile.socket.write(
      frame(new TextEncoder().encode('<Transport role="nak"><Origin>ivo://a.b/c</Origin></Transport>')),
    );
    await hostile.until(() => hostile.closed);
    await send(authorPort, swift('to-the-odd'));
    await odd.until(() => odd.packets.length === 1);
  });

  it('drops a subscriber that does not read, whose packets wait in bounded memory', async () => {
    using slow = await TestSubscriber.connect(subscriberPort);
    slow.socket.pause();
    const padding = 'x'.repeat(900_000);
    for (let i = 0; i < 24; i++) await send(authorPort, swift(`large-${i}`, { description: padding }));
    slow.socket.resume();
    await slow.until(() => slow.closed);
    expect(slow.packets.length).toBeLessThan(24);
  });

  it('answers nothing while it cannot store, and acknowledges the retry', async () => {
    await night.sql('alter table alert.notice rename to notice_away');
    expect((await sendRaw(authorPort, frame(swift('retried')))).roles).toEqual([]);
    await night.sql('alter table alert.notice_away rename to notice');
    expect((await sendRaw(authorPort, frame(swift('retried')))).roles).toEqual(['ack']);
    await night.until(NoticeReceived, ({ ivoid }) => ivoid.endsWith('#retried'));
  });

  it('writes the outcome on the notice and tells of it', async () => {
    await send(authorPort, swift('judged'));
    const { id } = await night.until(NoticeReceived, ({ ivoid }) => ivoid.endsWith('#judged'));
    const outcome = { decision: 'refuse' as const, because: 'below the horizon until 08:12 UTC', request: null };
    await night.publish(NoticeJudged, { notice: id, outcome }, { id: 'judgement' });
    await night.publish(NoticeJudged, { notice: id, outcome }, { id: 'judgement', streamId: 'again' });
    expect(await night.until(NoticeConcluded, (notice) => notice.id === id)).toMatchObject({ outcome });
    expect((await night.ask(ListNotices, { id })).results[0]?.outcome).toEqual(outcome);
  });

  it('pages newest first without a gap while new notices come in', async () => {
    const first = await night.ask(ListNotices, { limit: 3 });
    await send(authorPort, swift('between-pages'));
    const second = await night.ask(ListNotices, { limit: 3, cursor: first.next ?? '' });
    const both = [...first.results, ...second.results].map(({ id }) => id);
    expect(both).toEqual([...both].sort().reverse());
    expect(new Set(both).size).toBe(6);
    expect(second.count.value).toBe(first.count.value + 1);
  });

  it('says that a notice is not found', async () => {
    const id = 'ntc_0118c4a2-6d10-7000-8000-000000000000';
    await expect(night.ask(GetRawNotice, { id })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the alert broker as a process', () => {
  const portIn = (line: string): number => Number(/:(\d+)"/.exec(line)?.[1]);

  it('has every acknowledged packet after it was killed, and relays what it owes', async () => {
    await using night = await startNight({ environment: ENVIRONMENT });
    const before = await night.spawn('alerts');
    const port = portIn(await before.says(/VTP authors/));
    const acked = new Set<string>();
    const authors = Array.from({ length: 8 }, async (_, author) => {
      for (let i = 0; acked.size < 200; i++) {
        const local = `crash-${author}-${i}`;
        const answer = await send(port, swift(local));
        if (answer?.role !== 'ack') return;
        acked.add(`ivo://nightjar.test/swift#${local}`);
        if (acked.size === 100) await before.kill();
      }
    });
    await Promise.all(authors);
    expect(acked.size).toBeGreaterThanOrEqual(100);

    const after = await night.spawn('alerts', { NIGHTJAR_LOG_LEVEL: 'info' });
    const subscriberPort = portIn(await after.says(/VTP subscribers/));
    const authorPort = portIn(await after.says(/VTP authors/));
    const stored = await night.sql<{ ivoid: string }>('select ivoid from alert.notice');
    expect([...acked].filter((ivoid) => !stored.some((row) => row.ivoid === ivoid))).toEqual([]);
    for (const ivoid of acked) await night.until(NoticeReceived, (notice) => notice.ivoid === ivoid);

    using subscriber = await TestSubscriber.connect(subscriberPort);
    await subscriber.until(() => Buffer.concat(subscriber.packets).includes('swift#crash-'));
    const [ivoid = ''] = acked;
    expect((await send(authorPort, swift(ivoid.split('#')[1] ?? '')))?.result).toContain('already');
  }, 240_000);

  it('ends with the setting to change when a port is taken', async () => {
    await using night = await startNight({ environment: ENVIRONMENT });
    const first = await night.spawn('alerts');
    const port = portIn(await first.says(/VTP authors/));
    const second = await night.spawn('alerts', { NIGHTJAR_VTP_AUTHOR_PORT: String(port) });
    expect(await second.says(/NIGHTJAR_VTP_AUTHOR_PORT/)).toContain('taken');
    await second.says(/\(exited\)/);
  });
});
