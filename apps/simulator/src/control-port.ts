import type { Log } from '@nightjar/service-kit';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { DeviceServer } from './device-server.js';
import type { Telescope } from './device/telescope.js';
import type { Weather } from './device/weather.js';
import { Fault } from './fault.js';
import type { BurstBook } from './sky/burst-book.js';

const Order = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('weather'),
    device: z.string(),
    values: z
      .strictObject({
        windMs: z.number(),
        humidityPercent: z.number(),
        rain: z.boolean(),
        temperatureC: z.number(),
        cloudPercent: z.number(),
      })
      .partial()
      .describe('Values to hold; empty: let it go its own way again.'),
  }),
  z.object({ do: z.literal('fault'), device: z.string(), with: Fault }),
  z.object({ do: z.literal('clear'), device: z.string() }),
  z.object({ do: z.literal('truth') }),
]);
type Order = z.output<typeof Order>;

/** JSON lines on loopback: the hand of God over the simulated site. Every line is answered by one line. */
export class ControlPort {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly servers: ReadonlyMap<string, DeviceServer>,
    private readonly weather: ReadonlyMap<string, Weather>,
    private readonly telescopes: ReadonlyMap<string, Telescope>,
    private readonly bursts: BurstBook,
    private readonly listener: { readonly listens: boolean },
    private readonly log: Log,
  ) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
      createInterface({ input: socket })
        .on('line', (line) => socket.write(`${JSON.stringify(this.answer(line))}\n`))
        .on('error', () => undefined);
    });
  }

  /** @param port 0 takes a free one */
  async listen(port: number): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private answer(line: string): object {
    try {
      const order = Order.parse(JSON.parse(line));
      this.log.info('told by the control port', { order });
      return { ok: true, ...this.obey(order) };
    } catch (fault) {
      return { ok: false, says: fault instanceof Error ? fault.message : String(fault) };
    }
  }

  private obey(order: Order): object {
    switch (order.do) {
      case 'weather':
        found(this.weather, order.device).hold(defined(order.values));
        return {};
      case 'fault':
        if (order.with.fault === 'stale') found(this.weather, order.device).freeze(true);
        else found(this.servers, order.device).inject(order.with);
        return {};
      case 'clear':
        found(this.servers, order.device).clear();
        this.weather.get(order.device)?.freeze(false);
        return {};
      case 'truth':
        return {
          listens: this.listener.listens,
          bursts: this.bursts.all,
          telescopes: Object.fromEntries(
            [...this.telescopes].map(([name, telescope]) => [
              name,
              { ...telescope.status(), looksAt: telescope.truth },
            ]),
          ),
          begun: Object.fromEntries([...this.servers].map(([name, { begun }]) => [name, begun])),
          devices: Object.fromEntries([...this.servers].map(([name, { device }]) => [name, device.status()])),
        };
    }
  }
}

function found<T>(things: ReadonlyMap<string, T>, name: string): T {
  const thing = things.get(name);
  if (thing === undefined) throw new Error(`there is no ${name}; there are ${[...things.keys()].join(', ')}`);
  return thing;
}

const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
