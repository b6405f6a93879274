import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { smallFrame } from '../reduction/frame.fixture.js';
import { records, TestWorld } from '../test-world.fixture.js';
import { json, problem, TestGateway } from './gateway.fixture.js';

const id = (prefix: string, n = 1): string => `${prefix}_0118c4a2-6d10-7000-8000-00000000000${n}`;
const product = { id: id('prd'), name: 'm31.fits', size: 5760, sha256: 'a'.repeat(64) };
const begun = {
  ...{ id: id('prc'), identifier: 'inspect_none_1', pipeline: 'inspect', state: 'WAITING', status: 'waits' },
  ...{ steps: [], outputs: [], result: {}, failureMessage: null },
};
const ended = {
  ...{ ...begun, state: 'SUCCEEDED', status: 'sky 1006 ADU', steps: [{ name: 'read', status: 'SUCCEEDED' }] },
  outputs: [{ kind: 'data-product', id: id('prd', 2), name: 'inspect_none_1_preview.png', tag: '' }],
};
const pipelines = {
  results: [
    { name: 'inspect', title: 'Inspection', says: 'Reads it.', queue: 'inspect', error: null, flags: [], params: {} },
    { name: 'mine', title: 'mine', says: '', queue: '', error: 'it has no default export', flags: [], params: {} },
  ],
};
const event = (type: string, data: unknown): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
const line = (offset: number, text: string): string => event('log', { offset, level: 'info', text, at: '' });
const streaming =
  (...frames: string[]) =>
  (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(frames.join(''));

describe('the commands of reduction against a server', () => {
  let world: TestWorld;
  let image: string;
  beforeEach(() => {
    world = new TestWorld();
    world.write('var/admin-token', 'the-token\n');
    image = world.write('night/m31.fits', '');
    writeFileSync(image, smallFrame());
  });
  afterEach(() => world[Symbol.dispose]());

  it('lists pipelines, and in the line of a broken one what is wrong with it', async () => {
    await using gateway = await TestGateway.open({ 'GET /api/pipelines': json(200, pipelines) });
    const { said } = await world.run('pipeline', 'ls', '--url', gateway.url);
    expect(said).toBe('inspect  inspect  Reads it.\nmine              BROKEN: it has no default export\n');
  });

  it('uploads files with what is said of them', async () => {
    await using gateway = await TestGateway.open({ 'POST /api/data-products': json(201, product) });
    const { exit, said } = await world.run(
      ...['products', 'add', image, '--target', id('tgt'), '--tag', 'raw', '--tag', 'night 1', '--url', gateway.url],
    );
    expect({ exit, said }).toEqual({ exit: 0, said: `${product.id}  m31.fits\n` });
    const form = String(gateway.asked[0]?.body);
    expect(form).toMatch(/name="target"\s+tgt_.*name="tags"\s+raw.*name="tags"\s+night 1.*filename="m31\.fits"/s);
    expect(form).toContain('DATE-OBS');
  });

  it('runs a pipeline on a file, follows it to its end, and goes on where a stream broke off', async () => {
    let opened = 0;
    const url = (): string => `GET /api/processes/${begun.id}/events`;
    await using gateway = await TestGateway.open({
      'POST /api/data-products': json(201, product),
      'POST /api/processes': json(202, begun),
      [url()]: (response) => {
        opened += 1;
        if (opened === 1) streaming(event('process', begun), line(0, 'one'))(response);
        else streaming(event('process', ended), line(1, 'two'), event('end', {}))(response);
      },
    });
    const args = ['--flag', 'crop', '--flag', 'normalise=False', '--param', 'fps=5', '--wait', '-v'];
    const { exit, said, talked } = await world.run('pipeline', 'run', 'inspect', image, ...args, '--url', gateway.url);
    expect(exit).toBe(0);
    expect(said).toBe(
      `${begun.id}  inspect_none_1  SUCCEEDED  sky 1006 ADU\n  ${id('prd', 2)}  inspect_none_1_preview.png\n`,
    );
    expect(talked).toMatch(/^ {2}one\n(.*\n)* {2}two$/m);
    expect(gateway.asked.find(({ line: asked }) => asked === 'POST /api/processes')?.body).toEqual({
      ...{ pipeline: 'inspect', inputs: [product.id] },
      ...{ flags: { crop: true, normalise: false }, params: { fps: 5 } },
    });
    expect(gateway.asked.at(-1)?.line).toMatch(/events\?offset=1$/);
  });

  it('exits 1 when what it waits for fails, and 0 when it does not wait', async () => {
    const failed = { ...begun, state: 'FAILED', failureMessage: 'clouds' };
    await using gateway = await TestGateway.open({
      'POST /api/processes': json(202, begun),
      [`GET /api/processes/${begun.id}/events`]: streaming(event('process', failed), event('end', {})),
    });
    const run = ['pipeline', 'run', 'inspect', product.id, '--url', gateway.url];
    expect((await world.run(...run)).exit).toBe(0);
    const { exit, said } = await world.run(...run, '--wait');
    expect([exit, said]).toEqual([1, expect.stringContaining('FAILED  clouds')]);
  });

  it('runs a chain of names or of JSON steps as they are, follows each step, and exits 1 when one fails', async () => {
    const step = { pipeline: 'inspect', process: begun.id, state: 'SUCCEEDED' };
    const chain = { ...{ id: id('chn'), identifier: 'chain-1', state: 'RUNNING', because: null }, steps: [step] };
    const over = { ...chain, state: 'FAILED', because: 'inspect: clouds' };
    await using gateway = await TestGateway.open({
      'POST /api/chains': json(202, chain),
      [`GET /api/chains/${chain.id}`]: json(200, over),
      [`GET /api/processes/${begun.id}/events`]: streaming(event('process', ended), event('end', {})),
    });
    const run = (steps: string, ...more: string[]) =>
      world.run('pipeline', 'chain', steps, product.id, ...more, '--url', gateway.url);
    const bodies = (): unknown[] =>
      gateway.asked.filter(({ line: l }) => l === 'POST /api/chains').map(({ body }) => body);
    expect((await run('inspect, mine')).exit).toBe(0);
    const steps = [{ pipeline: 'inspect' }, { pipeline: 'mine', inputs: [{ step: 0, suffix: '.png' }] }];
    const { exit, said } = await run(JSON.stringify(steps), '--wait');
    expect([exit, said]).toEqual([
      1,
      expect.stringContaining(`${chain.id}  chain-1  FAILED  inspect: clouds\n  ${begun.id}  inspect  SUCCEEDED\n`),
    ]);
    const inputs = [product.id];
    expect(bodies()).toEqual([
      { steps: [{ pipeline: 'inspect' }, { pipeline: 'mine' }], inputs },
      { steps, inputs },
    ]);
    expect((await run('[{"name": "inspect"}]')).exit).toBe(2);
  });

  it('shows a process with its whole log', async () => {
    const lines = ['one', 'two'].map((text, offset) => ({ offset, level: 'info', text, at: '' }));
    await using gateway = await TestGateway.open({
      [`GET /api/processes/${begun.id}`]: json(200, ended),
      [`GET /api/processes/${begun.id}/log`]: (response, request) => {
        const from = Number(new URL(request.url ?? '', 'http://x').searchParams.get('offset'));
        json(200, { lines: lines.slice(from, from + 1), nextOffset: Math.min(2, from + 1) })(response);
      },
    });
    const { said } = await world.run('pipeline', 'show', begun.id, '--url', gateway.url);
    expect(said).toContain('inspect_none_1  inspect  SUCCEEDED  sky 1006 ADU\n');
    expect(said.endsWith('one\ntwo\n')).toBe(true);
  });

  it('cancels a process or a chain by its identifier; exits 5 when it is over', async () => {
    await using gateway = await TestGateway.open({
      [`POST /api/chains/${id('chn')}/cancel`]: json(202, { id: id('chn'), identifier: 'chain-1', state: 'CANCELLED' }),
      [`POST /api/processes/${begun.id}/cancel`]: (response) => problem(response, 409, 'already_over', 'it is over'),
    });
    const cancel = (what: string): Promise<{ exit: number; said: string }> =>
      world.run('pipeline', 'cancel', what, '--because', 'clouds', '--url', gateway.url);
    expect(await cancel(id('chn'))).toMatchObject({ exit: 0, said: 'chain-1  CANCELLED\n' });
    expect((await cancel(begun.id)).exit).toBe(5);
    expect(gateway.asked[0]?.body).toEqual({ because: 'clouds' });
  });

  it('sends the work of nightjar process to the server as a chain, and keeps .config here', async () => {
    const chain = { id: id('chn'), identifier: 'chain-1', steps: [{ pipeline: 'inspect', process: begun.id }] };
    await using gateway = await TestGateway.open({
      'GET /api/pipelines': json(200, pipelines),
      'GET /api/targets': json(200, { results: [{ id: id('tgt'), name: 'M31' }] }),
      'POST /api/data-products': json(201, product),
      'POST /api/chains': json(202, chain),
      [`GET /api/processes/${begun.id}/events`]: streaming(event('process', ended), event('end', {})),
    });
    const args = ['--remote', '--inspect', '-c', 'target=M31', '--json', '--url', gateway.url];
    const { exit, said } = await world.run('process', ...args, image);
    expect([exit, records(said)]).toMatchObject([
      0,
      [{ file: image, state: 'succeeded', steps: [{ name: 'inspect' }], products: [id('prd', 2)] }],
    ]);
    expect(gateway.asked.find(({ line: asked }) => asked === 'POST /api/chains')?.body).toEqual({
      steps: [{ pipeline: 'inspect', flags: {}, params: {} }],
      ...{ inputs: [product.id], target: id('tgt') },
    });
    expect(JSON.parse(readFileSync(join(dirname(image), '.config'), 'utf8'))).toEqual({ target: 'M31' });
    expect(existsSync(join(dirname(image), 'm31.nightjar'))).toBe(false);
  });

  it('tells of every candidate that a step on the server lists, not of the first ones alone', async () => {
    const found = Array.from({ length: 140 }, (_, i) => ({
      ...{ name: `c${i}`, raDeg: 1, decDeg: 2, xPx: i, yPx: 3, mag: null, magError: null, snr: 200 - i },
      ...{ fluxAdu: 9, fluxErrorAdu: 1, known: [], kept: i < 20, reasons: [] },
    }));
    const subtracted = {
      ...{ ...ended, pipeline: 'subtraction', result: { candidates: found.slice(0, 100), candidatesFound: 140 } },
      outputs: [
        { kind: 'data-product', id: id('prd', 3), name: 'sub_none_1_sub_diff.fits', tag: 'difference' },
        { kind: 'data-product', id: id('prd', 4), name: 'sub_none_1_candidates.json', tag: 'candidate-list' },
      ],
    };
    const chain = { id: id('chn'), identifier: 'chain-1', steps: [{ pipeline: 'subtraction', process: begun.id }] };
    await using gateway = await TestGateway.open({
      'GET /api/pipelines': json(200, { results: [{ ...pipelines.results[0], name: 'subtraction' }] }),
      'POST /api/data-products': json(201, product),
      'POST /api/chains': json(202, chain),
      [`GET /api/processes/${begun.id}/events`]: streaming(event('process', subtracted), event('end', {})),
      [`GET /api/data-products/${id('prd', 4)}/file`]: json(200, { candidates: found, found: 140, kept: 20 }),
    });
    const { exit, said } = await world.run('process', '--remote', '--subtract', '--json', '--url', gateway.url, image);
    const [result] = records(said) as [{ candidates: { name: string }[] }];
    expect([exit, result.candidates.map(({ name }) => name)]).toEqual([0, found.map(({ name }) => name)]);
  });

  it('stacks on the server: the frames go there, later steps work on the stack, and the stack comes back', async () => {
    const taking = ['stack', 'inspect', 'photometry', 'subtraction'];
    const made = {
      ...{ ...ended, pipeline: 'stack', status: '2 frames' },
      outputs: [
        { kind: 'data-product', id: id('prd', 5), name: 'stack_none_1_stack_noise.fits', tag: 'noise' },
        { kind: 'data-product', id: id('prd', 6), name: 'stack_none_1_stack.fits', tag: 'stack' },
      ],
    };
    const steps = taking.map((pipeline, i) => ({ pipeline, process: i === 0 ? begun.id : id('prc', 2) }));
    let uploads = 0;
    const params = { properties: { template: {}, customTemplate: {} } };
    await using gateway = await TestGateway.open({
      'GET /api/pipelines': json(200, { results: taking.map((name) => ({ ...pipelines.results[0], name, params })) }),
      'POST /api/data-products': (response) => json(201, { ...product, id: id('prd', ++uploads) })(response),
      'POST /api/chains': json(202, { id: id('chn'), identifier: 'chain-1', steps }),
      [`GET /api/processes/${begun.id}/events`]: streaming(event('process', made), event('end', {})),
      [`GET /api/processes/${id('prc', 2)}/events`]: streaming(event('process', ended), event('end', {})),
      [`GET /api/data-products/${id('prd', 6)}/file`]: (response) => void response.end('the stack'),
    });
    const [second, template] = ['m31-2.fits', 'deep.fits'].map((name) => world.write(`night/${name}`, 'x'));
    const out = join(dirname(image), 'out.fits');
    const asked = ['--stack', '--inspect', '--photometry', '--subtract', '-c', 'template=custom'];
    const { exit } = await world.run(
      ...['process', '--remote', ...asked, '-c', `subtraction.customTemplate=${template}`],
      ...['-c', 'subtraction.template=custom', '-o', out, '--url', gateway.url, image, second ?? ''],
    );
    expect([exit, readFileSync(out, 'utf8')]).toEqual([0, 'the stack']);
    const forms = gateway.asked
      .filter(({ line: l }) => l === 'POST /api/data-products')
      .map(({ body }) => String(body));
    expect(forms.map((form) => /filename="([^"]+)"/.exec(form)?.[1])).toEqual(['m31.fits', 'm31-2.fits', 'deep.fits']);
    expect(forms.map((form) => /name="tags"\s+([\w-]+)/.exec(form)?.[1])).toEqual([
      'science',
      'science',
      'custom-template',
    ]);
    const { steps: order, inputs } = gateway.asked.find(({ line: l }) => l === 'POST /api/chains')?.body as {
      steps: { inputs?: object[] }[];
      inputs: string[];
    };
    expect(inputs).toEqual([1, 2, 3].map((n) => id('prd', n)));
    const stack = { step: 0, type: 'frame' };
    expect(order.map((one) => one.inputs)).toEqual([
      [{ tag: 'science' }],
      [stack],
      [stack],
      [stack, { tag: 'custom-template' }, { step: 2, type: 'wcs' }, { step: 2, type: 'catalogue' }],
    ]);
  });
});
