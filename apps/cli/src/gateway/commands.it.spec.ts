import { describe, expect, it } from '@jest/globals';
import { ProductAdded, TargetAdded } from '@nightjar/contracts';
import type { ServerResponse } from 'node:http';
import { records, TestWorld } from '../test-world.fixture.js';
import { json, problem, sse, TestGateway } from './gateway.fixture.js';

const AGENTS = [
  {
    name: 'alerts',
    state: 'READY',
    because: null,
    version: '0.1.0',
    bootId: 'b',
    operations: [],
    opsUrl: null,
    ageS: 0.4,
  },
  {
    name: 'catalog',
    state: 'LOST',
    because: 'silent for 9 s',
    version: '0.1.0',
    bootId: 'b',
    operations: [],
    opsUrl: null,
    ageS: 9,
  },
];
const LIST = { results: AGENTS, next: null, count: { value: 2, exact: true } };

function signedIn(): TestWorld {
  const world = new TestWorld();
  world.write('var/admin-token', 'the-token\n');
  return world;
}

const stream =
  (...frames: string[]) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 1000\n\n${frames.join('')}`);
  };

describe('nightjar agents ls', () => {
  it('lists every agent with its state, age and reason', async () => {
    using world = signedIn();
    await using gateway = await TestGateway.open({ 'GET /api/agents': json(200, LIST) });
    const outcome = await world.run('agents', 'ls', '--url', gateway.url);
    expect(outcome).toEqual({
      exit: 0,
      talked: '',
      said: 'alerts   READY  0.4 s\ncatalog  LOST   9 s    silent for 9 s\n',
    });
  });

  it('gives one JSON record for each with --json', async () => {
    using world = signedIn();
    await using gateway = await TestGateway.open({ 'GET /api/agents': json(200, LIST) });
    expect(records((await world.run('agents', 'ls', '--json', '--url', gateway.url)).said)).toEqual(AGENTS);
  });

  it('finds the running site by what its supervisor wrote', async () => {
    using world = signedIn();
    await using gateway = await TestGateway.open({ 'GET /api/agents': json(200, LIST) });
    world.write('var/run/addresses.json', JSON.stringify({ url: gateway.url }));
    expect((await world.run('agents', 'ls')).exit).toBe(0);
  });

  it('takes the token of NIGHTJAR_HOME', async () => {
    using world = new TestWorld();
    await using gateway = await TestGateway.open({ 'GET /api/agents': json(200, LIST) });
    world.write('elsewhere/admin-token', 'the-token');
    world.env = { NIGHTJAR_HOME: 'elsewhere' };
    expect((await world.run('agents', 'ls', '--url', gateway.url)).exit).toBe(0);
    expect(gateway.asked[0]?.headers.authorization).toBe('Bearer the-token');
  });

  it.each([
    [4, 401],
    [4, 403],
    [3, 404],
    [5, 409],
    [6, 504],
    [1, 500],
  ])('exits %i when the gateway answers %i, with the sentence of the problem document', async (exit, status) => {
    using world = signedIn();
    const refusal = (response: ServerResponse) => problem(response, status, 'some_code', 'because of this');
    await using gateway = await TestGateway.open({ 'GET /api/agents': refusal });
    const outcome = await world.run('agents', 'ls', '--url', gateway.url);
    expect(outcome).toEqual({ exit, said: '', talked: 'nightjar: because of this (some_code)\n' });
  });

  it('exits 4 without a token, 1 when nothing answers, 2 for an address that is none', async () => {
    using bare = new TestWorld();
    expect((await bare.run('agents', 'ls')).exit).toBe(4);
    using world = signedIn();
    const gateway = await TestGateway.open({});
    await gateway[Symbol.asyncDispose]();
    expect(await world.run('agents', 'ls', '--url', gateway.url)).toMatchObject({ exit: 1, said: '' });
    expect((await world.run('agents', 'ls', '--url', 'nowhere')).exit).toBe(2);
  });

  it('exits 1 when something else answers there', async () => {
    using world = signedIn();
    await using gateway = await TestGateway.open({ 'GET /api/agents': json(200, { hello: 'there' }) });
    expect((await world.run('agents', 'ls', '--url', gateway.url)).exit).toBe(1);
  });
});

describe('nightjar sign-in', () => {
  it('prints a fresh link', async () => {
    using world = signedIn();
    const link = { url: 'http://127.0.0.1:3000/sign-in?code=abc' };
    await using gateway = await TestGateway.open({ 'POST /api/session/link': json(201, link) });
    expect(await world.run('sign-in', '--url', gateway.url)).toEqual({ exit: 0, said: `${link.url}\n`, talked: '' });
  });
});

describe('nightjar events tail', () => {
  const first = sse(7, TargetAdded.subject, { name: 'GRB' });
  const second = sse(8, ProductAdded.subject, { name: 'frame' });

  it('prints each event of the types asked for, with its id', async () => {
    using world = signedIn();
    await using gateway = await TestGateway.open({ 'GET /api/events': stream(first, ': still here\n\n', second) });
    const types = `${TargetAdded.subject},${ProductAdded.subject}`;
    const outcome = await world.run('events', 'tail', '--types', types, '--count', '2', '--url', gateway.url);
    expect(outcome.exit).toBe(0);
    expect(outcome.said).toBe(
      `7  2026-01-01T00:00:00.000Z  ${TargetAdded.subject}  {"name":"GRB"}\n` +
        `8  2026-01-01T00:00:00.000Z  ${ProductAdded.subject}  {"name":"frame"}\n`,
    );
    expect(gateway.asked[0]?.line).toBe(`GET /api/events?types=${encodeURIComponent(types)}`);
  });

  it('gives the whole envelope with --json, and begins after --since', async () => {
    using world = signedIn();
    await using gateway = await TestGateway.open({ 'GET /api/events': stream(second) });
    const args = ['events', 'tail', '--since', '7', '--count', '1', '--json', '--url', gateway.url];
    expect(records((await world.run(...args)).said)).toMatchObject([
      { type: ProductAdded.subject, data: { name: 'frame' } },
    ]);
    expect(gateway.asked[0]?.headers['last-event-id']).toBe('7');
  });

  it('resumes after the last event when the connection breaks', async () => {
    using world = signedIn();
    let connections = 0;
    const breaking = (response: ServerResponse): void => {
      connections += 1;
      stream(connections === 1 ? first : second)(response);
      if (connections === 1) response.end();
    };
    await using gateway = await TestGateway.open({ 'GET /api/events': breaking });
    const outcome = await world.run('events', 'tail', '--count', '2', '--url', gateway.url);
    expect(outcome).toMatchObject({ exit: 0, talked: 'the connection is lost; trying again\n' });
    expect(gateway.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7']);
  });

  it('exits 130 on Ctrl-C, after having printed what came', async () => {
    using world = signedIn();
    await using gateway = await TestGateway.open({ 'GET /api/events': stream(first) });
    const run = world.run('events', 'tail', '--url', gateway.url);
    await world.until(TargetAdded.subject);
    world.interrupt();
    expect((await run).exit).toBe(130);
  });

  it('exits 1 when nothing answers at first', async () => {
    using world = signedIn();
    expect((await world.run('events', 'tail', '--url', 'http://127.0.0.1:1')).exit).toBe(1);
  });
});
