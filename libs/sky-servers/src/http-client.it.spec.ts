import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, ps1Table, SkyServer, starField, type Misbehaviour } from '@nightjar/testkit';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { HttpClient } from './http-client.js';
import { SkyFault } from './sky-fault.js';

const place = { raDeg: 30, decDeg: 40 };
const limits = { timeoutMs: 60_000, tries: 2, backOffMs: 5, maxBytes: 2 ** 20, deadlineMs: 120_000, restMs: 0 };
const request = {
  path: '/viz-bin/votable',
  query: { '-source': 'II/349/ps1', '-c': '30 +40', '-c.rd': '1', '-out': 'RAJ2000,DEJ2000', '-out.max': '1000' },
};

describe('a question to a server of the sky', () => {
  let server: SkyServer;
  beforeAll(async () => {
    server = await SkyServer.start({ tables: { 'II/349/ps1': ps1Table(starField(1, 300, place, 1)) } });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => {
    server.behave();
    server.asked.length = 0;
  });

  const ask = (hosts = [server.host], more = {}) =>
    new HttpClient(hosts, { ...limits, ...more }).ask(server.url, request);
  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 'none',
      (fault: unknown) => (fault instanceof SkyFault ? fault.code : fault),
    );

  it('is answered', async () => {
    expect(String(await ask())).toContain('</VOTABLE>');
  });

  it.each([
    ['silent', 'timed_out', 2],
    ['cut', 'cut_off', 2],
    [500, 'unavailable', 2],
    [503, 'unavailable', 2],
    [404, 'refused', 1],
    ['endless', 'too_large', 1],
    ['redirect', 'not_allowed', 1],
  ] as const)('that goes wrong (%s) fails as %s, after %d tries', async (wrong: Misbehaviour, code, tries) => {
    server.next(wrong, wrong);
    expect(await codeOf(ask([server.host], wrong === 'silent' ? { timeoutMs: 100 } : {}))).toBe(code);
    expect(server.asked).toHaveLength(tries);
  });

  it('is asked again when that may help, and answered then', async () => {
    server.next(503);
    expect(String(await ask())).toContain('</VOTABLE>');
  });

  it('never goes to a host that is not on the list', async () => {
    expect(await codeOf(ask(['vizier.cds.unistra.fr']))).toBe('not_allowed');
    expect(server.asked).toEqual([]);
  });

  it('is not put to a host that could not be reached a moment ago, and is when a while has passed', async () => {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const patient = new HttpClient([`127.0.0.1:${port}`], { ...limits, restMs: 3_600_000 });
    const hasty = new HttpClient([`127.0.0.1:${port}`], limits);
    for (const client of [patient, hasty]) expect(await codeOf(client.ask(base, request))).toBe('unreachable');
    const back = createServer((_, answer) => answer.end('here')).listen(port, '127.0.0.1');
    try {
      await once(back, 'listening');
      await expect(patient.ask(base, request)).rejects.toMatchObject({
        ...{ code: 'unreachable', message: expect.stringMatching(/cannot be reached: .*left alone for a while/) },
      });
      expect(String(await hasty.ask(base, request))).toBe('here');
    } finally {
      back.close();
    }
  });

  it('is not put to a host that took questions a moment ago and answered none', async () => {
    const client = new HttpClient([server.host], { ...limits, timeoutMs: 100, restMs: 3_600_000 });
    server.next('silent', 'silent');
    expect(await codeOf(client.ask(server.url, request))).toBe('timed_out');
    await expect(client.ask(server.url, request)).rejects.toMatchObject({
      ...{ code: 'unreachable', message: expect.stringMatching(/did not answer within .* left alone for a while/) },
    });
    expect(server.asked).toHaveLength(2);
  });

  it('is put again to a host that is only slow, or busy', async () => {
    const client = new HttpClient([server.host], { ...limits, restMs: 3_600_000 });
    server.next(503, 503);
    expect(await codeOf(client.ask(server.url, request))).toBe('unavailable');
    expect(String(await client.ask(server.url, request))).toContain('</VOTABLE>');
  });

  it('is given up when all tries together take too long', async () => {
    server.next('silent', 'silent', 'silent', 'silent', 'silent', 'silent');
    expect(await codeOf(ask([server.host], { tries: 100, timeoutMs: 150, deadlineMs: 600 }))).toMatch(/timed_out/);
    expect(server.asked.length).toBeLessThan(6);
  });

  it('ends with its asker', async () => {
    server.next('silent');
    const asker = new AbortController();
    const asked = new HttpClient([server.host], { ...limits, timeoutMs: 60_000 }).ask(
      server.url,
      request,
      asker.signal,
    );
    asker.abort(new Error('cancelled'));
    await expect(asked).rejects.toThrow('cancelled');
  });
});
