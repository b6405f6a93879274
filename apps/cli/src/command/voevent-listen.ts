import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { portFrom } from '../settings.js';
import { unreachable } from '../vtp/connection-fault.js';
import { packets, type Packet } from '../vtp/subscriber.js';
import { sayJson, type World } from '../world.js';

export const voeventListen = defineCommand({
  name: 'voevent listen',
  says: 'Subscribes to a broker and prints each packet it relays.',
  examples: [
    ['nightjar voevent listen', 'a line for each packet of this machine’s broker'],
    ['nightjar voevent listen --xml --count 1 > packet.xml', 'the next packet as it came'],
    ['nightjar voevent listen --host voevent.example.org --json', 'another broker, as JSON with the XML inside'],
  ],
  options: {
    host: { type: 'string', value: 'HOST', says: 'the broker; default 127.0.0.1' },
    port: {
      type: 'string',
      value: 'PORT',
      says: 'its subscriber port; default NIGHTJAR_VTP_SUBSCRIBER_PORT, else 8099',
    },
    xml: { type: 'boolean', says: 'print the packets themselves' },
    count: { type: 'string', value: 'N', says: 'end after so many packets' },
  },
  async run({ options, json }, world) {
    const broker = {
      host: options.host ?? '127.0.0.1',
      port: portFrom(world, options.port, 'NIGHTJAR_VTP_SUBSCRIBER_PORT', 8099),
    };
    const most = options.count === undefined ? Infinity : Number(options.count);
    if (!(most >= 1)) throw new Stop(Exit.usage, `--count: ${options.count ?? ''} is no number of packets`);
    let seen = 0;
    try {
      for await (const packet of packets(broker, world.interrupted)) {
        show(packet, { json, xml: options.xml }, world);
        seen += 1;
        if (seen >= most) return Exit.ok;
      }
    } catch (fault) {
      throw unreachable(broker, fault);
    }
    if (world.interrupted.aborted) return Exit.interrupted;
    throw new Stop(Exit.failure, 'the broker closed the connection');
  },
});

function show({ bytes, read }: Packet, as: { json: boolean; xml: boolean }, world: World): void {
  const xml = new TextDecoder().decode(bytes);
  if (as.json) {
    const facts =
      read.kind === 'voevent'
        ? { ivoid: read.voevent.ivoid, role: read.voevent.role }
        : { ivoid: read.ivoid, because: read.because };
    return sayJson(world, { ...facts, receivedAt: new Date().toISOString(), xml });
  }
  if (as.xml) return world.say(xml.endsWith('\n') ? xml : `${xml}\n`);
  if (read.kind === 'voevent') world.say(`${read.voevent.role}  ${read.voevent.ivoid}\n`);
  else world.say(`unreadable  ${read.ivoid ?? '-'}  ${read.because}\n`);
}
