import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListProducts, ProcessChanged, RunProcess, type DataProduct } from '@nightjar/contracts';
import { processAt } from '@nightjar/programs';
import { startNight, type Night } from '@nightjar/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

describe('the program of a process', () => {
  let night: Night;
  let input: DataProduct;
  const file = (name: string): string => join(night.home, name);

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    input = await storedFrame(night.home, Buffer.from('light'), { type: 'other', target: null });
    night.bus.serve(ListProducts, async () => ({ results: [input], next: null, count: { value: 1, exact: true } }));
    mkdirSync(file('pipelines'));
    const manifest = { name: 'born', title: 'Born', says: 'Tells when it began.', queue: 'site', timeoutS: 60 };
    const accepts = { target: 'optional', atLeast: 1 };
    writeFileSync(file('pipelines/born.json'), JSON.stringify({ ...manifest, accepts, command: ['sh', './born.sh'] }));
    writeFileSync(file('pipelines/born.sh'), `cat /proc/$$/stat > ${file('stat')}; echo '{"done": "told"}'`);
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  it('is what stood ready before anybody asked for it', async () => {
    const asked = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(asked, 'spawn');
    const askedAt = Number(processAt(asked.pid ?? NaN)?.began);
    asked.kill();
    const { id } = await night.ask(RunProcess, { pipeline: 'born', inputs: [input.id] }, { timeoutMs: 30_000 });
    const ended = await night.until(ProcessChanged, (one) => one.id === id && one.finished !== null, 60_000);
    expect(ended).toMatchObject({ state: 'SUCCEEDED' });
    // field 22, in ticks since the machine started; the command's name in brackets may hold anything
    const stat = readFileSync(file('stat'), 'utf8');
    const beganAt = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    expect(beganAt).toBeLessThan(askedAt);
  });
});
