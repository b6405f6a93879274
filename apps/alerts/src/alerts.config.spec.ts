import { describe, expect, it } from '@jest/globals';
import { AlertsConfig, allowList } from './alerts.config.js';

const parse = (setting: string) => AlertsConfig.shape.NIGHTJAR_VTP_AUTHOR_ALLOW.safeParse(setting);

describe('an allow-list', () => {
  it.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['127.0.0.0/8', '::ffff:127.0.0.1', true],
    ['127.0.0.0/8', '::1', false],
    ['::1', '::1', true],
    ['2001:db8::/32, 192.168.0.0/16', '2001:db8::7', true],
    ['2001:db8::/32, 192.168.0.0/16', '192.168.3.4', true],
    ['0.0.0.0/0,::/0', '2001:db8::7', true],
    ['0.0.0.0/0,::/0', '8.8.8.8', true],
    ['0.0.0.0/0,::/0', '', false],
  ])('%s lets %s in: %p', (list, address, expected) => {
    expect(allowList(list)(address)).toBe(expected);
  });

  it.each(['', 'everyone', '10.0.0.0/33', '10.0.0.0/x', '::/129', '10.0.0.0/8,'])('cannot be %p', (setting) => {
    expect(parse(setting).success).toBe(false);
  });
});
