import { CommonConfig } from '@nightjar/service-kit';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const networks = z.string().refine((text) => networkFault(text) === undefined, {
  error: 'write networks as address/bits, separated by commas, e.g. 127.0.0.0/8,::1/128',
});

/** Settings of the alert broker. */
export const AlertsConfig = CommonConfig.extend({
  NIGHTJAR_VTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address on which VTP is spoken.'),
  NIGHTJAR_VTP_AUTHOR_PORT: port.default(8098).describe('Port for authors, who send packets. 0 takes a free one.'),
  NIGHTJAR_VTP_SUBSCRIBER_PORT: port.default(8099).describe('Port for subscribers, who get them. 0 takes a free one.'),
  NIGHTJAR_VTP_AUTHOR_ALLOW: networks.default('0.0.0.0/0,::/0').describe('Networks authors may come from.'),
  NIGHTJAR_VTP_SUBSCRIBER_ALLOW: networks.default('0.0.0.0/0,::/0').describe('Networks subscribers may come from.'),
  NIGHTJAR_VTP_IVOID: z
    .string()
    .regex(/^ivo:\/\/[A-Za-z0-9][\w\-.~]{2,}(\/[\w\-.~/]+)?$/, { error: 'write e.g. ivo://observatory.example/broker' })
    .default('ivo://nightjar.local/broker')
    .describe('How this broker names itself to its peers.'),
  NIGHTJAR_VTP_MAX_BYTES: z.coerce.number().int().min(1000).default(1_048_576).describe('Longest packet, bytes.'),
  NIGHTJAR_VTP_RECEIVE_S: z.coerce.number().positive().default(20).describe('How long a packet may take to arrive.'),
  NIGHTJAR_VTP_ALIVE_S: z.coerce.number().positive().default(60).describe('How often subscribers must show life.'),
});
export type AlertsConfig = z.output<typeof AlertsConfig>;

/** The networks of a setting, ready to be asked. IPv4 peers on an IPv6 socket count as IPv4. */
export function allowList(text: string): (address: string) => boolean {
  const list = new BlockList();
  for (const [address, bits, family] of parts(text)) list.addSubnet(address, bits, family);
  return (address) => {
    const bare = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(bare);
    return family !== 0 && list.check(bare, family === 6 ? 'ipv6' : 'ipv4');
  };
}

const parts = (text: string): [string, number, 'ipv4' | 'ipv6'][] =>
  text.split(',').map((network) => {
    const [address = '', bits] = network.trim().split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return [address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family];
  });

function networkFault(text: string): string | undefined {
  try {
    allowList(text);
    return undefined;
  } catch (reason) {
    return String(reason);
  }
}
