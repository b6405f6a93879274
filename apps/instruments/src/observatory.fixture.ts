import type { Command, Order, Site } from '@nightjar/contracts';
import {
  CommandChanged,
  isFinal,
  ListInstruments,
  SubmitCommand,
  type Instrument,
  type TakesIn,
} from '@nightjar/contracts';
import { PlayedClock, readSite } from '@nightjar/service-kit';
import { freePorts, startNight, type AppProcess, type Night } from '@nightjar/testkit';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

const START = '2008-03-19T06:13:20Z';
const RATE = 20;
/** A machine that stands still for a minute is no weather: who wants a silent mast says so. */
const PATIENT_S = 3600;

/** A place on the sky that is high above San Pedro Mártir at the start of these nights. */
export const TARGET = { raDeg: 190, decDeg: 31 };

export interface ObservatoryOptions {
  readonly staleAfterS?: number;
  /** Default: San Pedro Mártir's 20 s at the pace of the clock. */
  readonly openS?: number;
}

/** A night with the real simulator as a process of its own, at a site with free ports and a small camera. */
export class Observatory implements AsyncDisposable {
  private constructor(
    readonly night: Night,
    private readonly simulator: AppProcess,
    private readonly controlPort: number,
  ) {}

  static async open(options: ObservatoryOptions = {}): Promise<Observatory> {
    const anchorMs = Date.now();
    const [mount = 0, north = 0, dome = 0, mast = 0, controlPort = 0] = await freePorts(5);
    const site = siteAt({ mount, north, dome, mast }, options);
    const night = await startNight({ site, clock: new PlayedClock(new Date(START), RATE, anchorMs) });
    const path = join(night.home, 'site.json');
    await writeFile(path, JSON.stringify(site));
    const simulator = await night.spawn('simulator', {
      NIGHTJAR_SITE: path,
      NIGHTJAR_CLOCK: `${START}@${RATE}`,
      NIGHTJAR_CLOCK_ANCHOR: String(anchorMs),
      NIGHTJAR_SIMULATOR_CONTROL_PORT: String(controlPort),
      NIGHTJAR_VTP_SUBSCRIBER_PORT: '9',
    });
    await simulator.says(/simulator ready/);
    return new Observatory(night, simulator, controlPort);
  }

  /** Where the site file lies, for a service in a process of its own. */
  get environment(): Record<string, string> {
    return { NIGHTJAR_SITE: join(this.night.home, 'site.json'), NIGHTJAR_CLOCK: `${START}@${RATE}` };
  }

  async control(order: object): Promise<Record<string, unknown>> {
    const socket = connect(this.controlPort, '127.0.0.1');
    socket.write(`${JSON.stringify(order)}\n`);
    let text = '';
    for await (const bytes of socket) {
      text += String(bytes);
      if (text.includes('\n')) break;
    }
    return JSON.parse(text) as Record<string, unknown>;
  }

  fault(device: string, fault: object): Promise<unknown> {
    return this.control({ do: 'fault', device, with: fault });
  }

  submit(instrument: string, order: Order, more: Partial<TakesIn<typeof SubmitCommand>> = {}): Promise<Command> {
    return this.night.ask(SubmitCommand, { instrument, order, ...more }, { timeoutMs: 8000 });
  }

  /** Submits and waits for the end. */
  async carryOut(instrument: string, order: Order): Promise<Command> {
    const { id } = await this.submit(instrument, order);
    return this.end(id);
  }

  end(id: string, timeoutMs = 60_000): Promise<Command> {
    return this.night.until(CommandChanged, (command) => command.id === id && isFinal(command.state), timeoutMs);
  }

  /** Opens the dome and points, ready for exposures. */
  async prepare(): Promise<void> {
    await this.instrument('mast', ({ state }) => state === 'MEASURING');
    await Promise.all([
      this.carryOut('dome', { action: 'open' }),
      this.carryOut('mount', { action: 'slew', ...TARGET }),
    ]);
    await this.instrument('dome', ({ state }) => state === 'OPEN');
  }

  /** The device once it fits. @throws after `timeoutMs` */
  async instrument(name: string, fits: (instrument: Instrument) => boolean, timeoutMs = 60_000): Promise<Instrument> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { results } = await this.night.ask(ListInstruments, { name });
      const [found] = results;
      if (found && fits(found)) return found;
      if (Date.now() > deadline) throw new Error(`${name} stayed ${JSON.stringify(found)}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Waits, without bus and database, until the simulated dome is really so. */
  async dome(state: string, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (let is = ''; is !== state;) {
      if (Date.now() > deadline) throw new Error(`the dome is ${is}, not ${state}`);
      const { devices } = (await this.control({ do: 'truth' })) as { devices: { dome: { STATE: string } } };
      is = devices.dome.STATE;
    }
  }

  /** Waits until a command is in the record. */
  async written(id: string): Promise<void> {
    for (;;) {
      const rows = await this.night.sql('select 1 as one from instrument.command where id = ?', [id]);
      if (rows.length > 0) return;
    }
  }

  /** Ids of everything a device has begun, as the device itself counted. */
  async starts(device: string): Promise<string[]> {
    const { begun } = (await this.control({ do: 'truth' })) as { begun: Record<string, string[]> };
    return begun[device] ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.night[Symbol.asyncDispose]();
    await this.simulator.stop();
  }
}

function siteAt(ports: Record<string, number>, { staleAfterS, openS }: ObservatoryOptions): Site {
  const site = structuredClone(readSite('san-pedro-martir'));
  const devices = [...site.telescopes, ...site.cameras, ...site.domes, ...site.weather];
  for (const device of devices) device.port = ports[device.name] ?? device.port;
  for (const camera of site.cameras) Object.assign(camera, { widthPx: 128, heightPx: 128 });
  for (const mast of site.weather) mast.staleAfterS = staleAfterS ?? PATIENT_S;
  for (const dome of site.domes) dome.openS = openS ?? dome.openS;
  return site;
}
