import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetProcessLog,
  ListProducts,
  newId,
  ProcessChanged,
  ProductAdded,
  RunProcess,
  SaveRule,
  type DataProduct,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

/** A pipeline that begins a step before it calls its tool. */
const fetching = `
import { definePipeline } from '@nightjar/pipelines';

export default definePipeline({
  name: 'fetching', title: 'Fetching', says: 'Fetches.', queue: 'site',
  accepts: { target: 'optional', suffixes: ['.txt'], atLeast: 1 },
  tools: [{ program: 'no-such-tool', package: 'no-such-package', options: {} }],
  async run({ step, tool }) {
    await step('fetch', () => tool('no-such-tool', []));
  },
});
`;

describe('a pipeline whose tool is not on the machine', () => {
  let night: Night;
  let text: DataProduct;
  const sentence =
    'not installed: no-such-tool. Run: sudo apt-get install -y --no-install-recommends no-such-package. ' +
    'nightjar doctor shows what else there is';

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    text = await storedFrame(night.home, Buffer.from('words'), { name: 'w.txt', type: 'other', target: null });
    night.bus.serve(ListProducts, async () => ({ results: [text], next: null, count: { value: 1, exact: true } }));
    mkdirSync(join(night.home, 'pipelines'), { recursive: true });
    writeFileSync(join(night.home, 'pipelines/fetching.ts'), fetching);
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  it('is refused to a person before there is a process', async () => {
    const order = { pipeline: 'fetching', inputs: [text.id] };
    await expect(night.ask(RunProcess, order, { timeoutMs: 30_000 })).rejects.toMatchObject({
      ...{ code: 'cannot_run', message: sentence },
    });
  });

  it('fails before its first step, with what to install and who knows more, where a rule started it', async () => {
    await night.ask(SaveRule, {
      ...{ name: 'all texts', enabled: true, on: 'product-added', where: { target: 'any' } },
      ...{ steps: [{ pipeline: 'fetching' }], preset: null, priority: 0 },
    });
    await night.publish(ProductAdded, text, { id: newId('msg') });
    const ended = await night.until(ProcessChanged, (one) => one.finished !== null, 30_000);
    expect(ended).toMatchObject({ state: 'FAILED', steps: [], failureMessage: sentence, attempt: 1 });
    const { lines } = await night.ask(GetProcessLog, { id: ended.id, offset: 0 });
    expect(lines.at(-1)).toMatchObject({ level: 'error', text: sentence });
  });
});
