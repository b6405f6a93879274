import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FrameReader, pyros1, type Received } from '@nightjar/grammar';
import { Log, PlayedClock, readSite } from '@nightjar/service-kit';
import { buildTransport, buildVoevent, frame, readMessage, VtpFramer } from '@nightjar/voevent';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { freePort } from '@nightjar/testkit';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { render } from './sky/render.js';
import { startSimulator, type Simulator } from './simulator.js';

class Silence extends Log {
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}

/** A controller's end of a line: sends lines, waits for what it wants to hear. */
class Line {
  readonly heard: Received[] = [];
  private readonly reader = new FrameReader(pyros1);
  private readonly watchers = new Set<() => void>();
  closed = false;

  constructor(readonly socket: Socket) {
    socket.on('data', (bytes) => {
      this.heard.push(...this.reader.push(bytes));
      this.wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  say(...lines: string[]): this {
    for (const line of lines) this.socket.write(`${line}\n`);
    return this;
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((done) => this.watchers.add(done));
    }
  }

  reply(id: string, outcome: string): Promise<Received> {
    return this.until(() => this.heard.find((m) => m.kind === 'reply' && m.id === id && m.outcome === outcome));
  }

  private wake(): void {
    for (const watcher of this.watchers) watcher();
    this.watchers.clear();
  }
}

let home: string;
let simulator: Simulator;
let broker: Server;
let ports: Record<'mount' | 'north' | 'dome' | 'mast', number>;
let subscribers: Socket[];
const lines: Line[] = [];

const open = async (port: number): Promise<Line> => {
  const line = new Line(connect(port, '127.0.0.1'));
  lines.push(line);
  await line.until(() => (line.heard[0]?.kind === 'banner' ? line : line.closed ? line : undefined));
  return line;
};

const control = async (order: object): Promise<Record<string, unknown>> => {
  const socket = connect(simulator.controlPort, '127.0.0.1');
  socket.write(`${JSON.stringify(order)}\n`);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return JSON.parse(bytes.toString()) as Record<string, unknown>;
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'nightjar-simulator-'));
  subscribers = [];
  broker = createServer((socket) => subscribers.push(socket)).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  ports = { mount: await freePort(), north: await freePort(), dome: await freePort(), mast: await freePort() };
  const site = structuredClone(readSite('san-pedro-martir'));
  for (const one of [...site.telescopes, ...site.cameras, ...site.domes, ...site.weather]) {
    one.port = ports[one.name as keyof typeof ports];
  }
  for (const camera of site.cameras) Object.assign(camera, { widthPx: 128, heightPx: 128 });
  simulator = await startSimulator({
    site,
    clock: new PlayedClock(new Date('2008-03-19T06:13:20Z'), 100),
    log: new Silence(),
    home,
    controlPort: 0,
    vtpPort: (broker.address() as AddressInfo).port,
    seed: 1,
    render: (job) => Promise.resolve(render(job)),
  });
});

afterEach(async () => {
  for (const line of lines.splice(0)) line.socket.destroy();
  for (const socket of subscribers) socket.destroy();
  await simulator.stop();
  await new Promise((done) => broker.close(done));
  await rm(home, { recursive: true, force: true });
});

describe('the simulated site over TCP', () => {
  it('slews in two phases and gives its eta in wall-clock seconds', async () => {
    const mount = await open(ports.mount);
    mount.say('#1 TELESCOPE DO UNPARK', '#2 TELESCOPE SET COORD_RADEC 14:31:42.2 +36:18:10.8 J2000');
    await mount.reply('2', 'OK');
    mount.say('#3 TELESCOPE DO START');
    expect(await mount.reply('3', 'ACCEPTED')).toMatchObject({ etaS: expect.closeTo(0.08, 1) });
    expect(await mount.reply('3', 'DONE')).toMatchObject({ values: { STATE: 'TRACKING' } });
  });

  it('acts once on an id that comes twice, and answers both times', async () => {
    const dome = await open(ports.dome);
    dome.say('#o DOME DO OPEN', '#o DOME DO OPEN');
    await dome.reply('o', 'DONE');
    dome.say('#o DOME DO OPEN', '#p DOME PING');
    await dome.reply('p', 'OK');
    const outcomes = dome.heard.flatMap((m) => (m.kind === 'reply' && m.id === 'o' ? [m.outcome] : []));
    expect(outcomes).toEqual(['ACCEPTED', 'ACCEPTED', 'DONE', 'DONE']);
  });

  it('refuses what comes after its deadline', async () => {
    const dome = await open(ports.dome);
    dome.say('#o @1000 DOME DO OPEN');
    expect(await dome.reply('o', 'ERR')).toMatchObject({ code: 207 });
  });

  it('sends a frame before it says that the exposure is done, and keeps it to be asked for again', async () => {
    const north = await open(ports.north);
    north.say('#1 CAMERA.north SET EXPTIME 2', '#2 CAMERA.north SET FILTER V', '#3 CAMERA.north DO START');
    await north.reply('3', 'DONE');
    const kinds = north.heard.map((m) => (m.kind === 'reply' ? `${m.id} ${m.outcome}` : m.kind));
    expect(kinds.slice(-2)).toEqual(['blob', '3 DONE']);
    north.say('#4 CAMERA.north GET LAST_IMAGE');
    expect(await north.reply('4', 'OK')).toMatchObject({ values: { JOB: '3', FILTER: 'V', EXPTIME: 2 } });
    const blobs = north.heard.filter((m) => m.kind === 'blob');
    expect(blobs.map(({ id, intact }) => [id, intact])).toEqual([
      ['3', true],
      ['4', true],
    ]);
    expect(blobs[0]?.sha256).toBe(blobs[1]?.sha256);
  });

  it('gives the frame of a broken line to the next controller', async () => {
    const first = await open(ports.north);
    first.say('#1 CAMERA.north SET EXPTIME 20', '#2 CAMERA.north DO START');
    await first.reply('2', 'ACCEPTED');
    first.socket.destroy();
    const second = await open(ports.north);
    second.say('#s CAMERA.north STATUS');
    expect(await second.reply('s', 'OK')).toMatchObject({ values: { JOB: '2', STATE: 'EXPOSING' } });
    expect(await second.reply('2', 'DONE')).toBeDefined();
  });

  it('has another boot id and no memory after a power cycle', async () => {
    const north = await open(ports.north);
    north.say('#1 CAMERA.north SET EXPTIME 20', '#2 CAMERA.north DO START');
    await north.reply('2', 'ACCEPTED');
    await control({ do: 'fault', device: 'north', with: { fault: 'power_cycle' } });
    await north.until(() => (north.closed ? true : undefined));
    const again = await open(ports.north);
    expect(again.heard[0]).not.toEqual(north.heard[0]);
    again.say('#s CAMERA.north STATUS');
    const status = await again.reply('s', 'OK');
    expect(status).toMatchObject({ values: { STATE: 'IDLE' } });
    expect(JSON.stringify(status)).not.toContain('LAST_OUTCOME');
  });

  it('cuts the line after so many bytes when it is told to', async () => {
    const dome = await open(ports.dome);
    await control({ do: 'fault', device: 'dome', with: { fault: 'drop_socket', afterBytes: 7 } });
    const before = dome.socket.bytesRead;
    dome.say('#1 DOME STATUS');
    await dome.until(() => (dome.closed ? true : undefined));
    expect(dome.socket.bytesRead - before).toBe(7);
  });

  it('pushes an unsafe sample at once to those who subscribed', async () => {
    const mast = await open(ports.mast);
    mast.say('#1 PLC SUBSCRIBE WEATHER');
    await mast.reply('1', 'OK');
    await control({ do: 'weather', device: 'mast', values: { windMs: 18.5 } });
    await mast.until(() => mast.heard.find((m) => m.kind === 'event' && m.values['WIND'] === 18.5));
  });

  it('answers rubbish with its code and goes on', async () => {
    const mount = await open(ports.mount);
    mount.say('#1 TELESCOPE EXPLODE', '#2 DOME PING', 'rubbish', '#3 TELESCOPE PING');
    expect(await mount.reply('1', 'ERR')).toMatchObject({ code: 102 });
    expect(await mount.reply('2', 'ERR')).toMatchObject({ code: 101 });
    expect(await mount.reply('3', 'OK')).toBeDefined();
  });

  it('lights an afterglow where an alert says, acks it, and writes the truth of its frames', async () => {
    while (!subscribers[0]) await new Promise((done) => setImmediate(done));
    const subscriber = subscribers[0];
    const answers: string[] = [];
    const framer = new VtpFramer();
    const answered = new Promise<void>((done) => {
      subscriber.on('data', (bytes) => {
        for (const outcome of framer.push(bytes)) {
          const message = outcome.kind === 'frame' ? readMessage(outcome.bytes) : undefined;
          if (message?.kind === 'transport') answers.push(message.message.role);
        }
        if (answers.length >= 2) done();
      });
    });
    subscriber.write(frame(buildTransport({ role: 'iamalive', origin: 'ivo://site/broker', at: new Date() })));
    const position = { raDeg: 217.926, decDeg: 36.303, errorDeg: 0.02, frame: 'ICRS' } as const;
    const whereWhen = { eventTime: new Date('2008-03-19T06:12:49Z'), position };
    const packet = buildVoevent({ ivoid: 'ivo://nightjar.example/burst#1', role: 'observation', whereWhen });
    subscriber.write(frame(packet));
    await answered;
    expect(answers).toEqual(['iamalive', 'ack']);
    expect(simulator.bursts.all).toMatchObject([{ raDeg: 217.926, triggerAt: '2008-03-19T06:12:49.000Z' }]);
    expect(JSON.parse(await readFile(join(home, 'simulator/bursts.json'), 'utf8'))).toHaveLength(1);

    const [dome, mount, north] = [await open(ports.dome), await open(ports.mount), await open(ports.north)];
    await dome.say('#o DOME DO OPEN').reply('o', 'DONE');
    mount.say('#1 TELESCOPE DO UNPARK', '#2 TELESCOPE SET COORD_RADEC 217.926 36.303', '#3 TELESCOPE DO START');
    await mount.reply('3', 'DONE');
    await north.say('#1 CAMERA.north SET EXPTIME 20', '#2 CAMERA.north DO START').reply('2', 'DONE');
    const [line = ''] = (await readFile(join(home, 'simulator/truth.jsonl'), 'utf8')).split('\n');
    const blob = north.heard.find((m) => m.kind === 'blob');
    expect(JSON.parse(line)).toMatchObject({
      sha256: blob?.sha256,
      exposureS: 20,
      filter: 'V',
      lit: true,
      bursts: [{ ivoid: 'ivo://nightjar.example/burst#1', mag: expect.any(Number), xPx: expect.closeTo(64.5, -1) }],
    });
  });
});
