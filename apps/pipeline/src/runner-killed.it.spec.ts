import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  HeartbeatTelemetry,
  JobReady,
  ListProcesses,
  ListTargets,
  newId,
  ProcessChanged,
  ProcessSucceeded,
  ProductAdded,
  RevokeJob,
} from '@nightjar/contracts';
import { pipelineNamed } from '@nightjar/pipelines';
import { startNight, type AppProcess, type Night } from '@nightjar/testkit';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterglow, frameOf, storedFrame } from './night-sky.fixture.js';
import { missingTools } from './toolbox.js';

const missing = missingTools(pipelineNamed('photometry')?.tools ?? []);
if (missing !== undefined) console.warn(`skipped: ${missing}`);

/** A program before the real one on the path: once, it never comes back, and has a child that does not either. */
const slowTool = (flag: string, program: string, path: string): string =>
  `#!/bin/sh
if [ ! -e ${flag} ]; then echo $$ > ${flag}; sh -c 'sleep 600 & sleep 601'; fi
PATH=${path} exec ${program} "$@"
`;

(missing === undefined ? describe : describe.skip)('a runner killed in the middle of a step', () => {
  let night: Night;
  beforeAll(async () => {
    night = await startNight();
    night.bus.serve(ListTargets, async () => ({
      ...{ results: [{ ...afterglow, separationArcsec: null }], next: null, count: { value: 1, exact: true } },
    }));
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  it('when it was killed, is followed by another that does the work once and clears up after it', async () => {
    const { start, flag } = slowSite('killed');
    const roused: string[] = [];
    night.bus.hear(JobReady, async ({ queue }) => void roused.push(queue));
    const [inspecting, doomed] = await Promise.all([start('inspect'), start('photometry')]);
    const product = await storedFrame(night.home, frameOf(30, 3));
    await night.publish(ProductAdded, product, { id: newId('msg') });
    await night.until(ProcessChanged, (one) => one.queue === 'photometry' && one.status === 'solve', 100_000);
    await toolBegun(flag);
    // the runner of the step before is another process
    expect(roused).toContain('photometry');

    await doomed.kill();
    const killedMs = performance.now();
    const next = await start('photometry');
    const { process: done, data } = await night.until(ProcessSucceeded, ({ data: points }) => points.length > 0);
    const retakenS = (performance.now() - killedMs) / 1000;
    console.log(`retaken and finished ${retakenS.toFixed(1)} s after the kill`);
    expect(retakenS).toBeLessThan(40);
    expect(done).toMatchObject({ state: 'SUCCEEDED', attempt: 2 });
    expect(data).toHaveLength(1);
    const { count } = await night.ask(ListProcesses, { input: product.id });
    expect(count.value).toBe(2);
    expect(night.recorder.all(ProcessSucceeded)).toHaveLength(2);
    nothingIsLeft();
    await Promise.all([inspecting.stop(), next.stop()]);
  }, 240_000);

  it('when it was stopped in order, hands its job back at once and ends its tools', async () => {
    const { start, flag } = slowSite('stopped');
    const [inspecting, stopped] = await Promise.all([start('inspect'), start('photometry')]);
    const product = await storedFrame(night.home, frameOf(30, 4));
    await night.publish(ProductAdded, product, { id: newId('msg') });
    await toolBegun(flag);
    await stopped.stop();
    expect((await night.ask(ListProcesses, { input: product.id })).results[0]).toMatchObject({
      ...{ queue: 'photometry', state: 'WAITING', status: 'its runner stopped; waits for another' },
    });
    nothingIsLeft();
    const stoppedMs = performance.now();
    const next = await start('photometry');
    const { process: done } = await night.until(
      ProcessSucceeded,
      ({ process, data }) => data.length > 0 && process.inputs.includes(product.id),
    );
    console.log(`taken over and finished ${((performance.now() - stoppedMs) / 1000).toFixed(1)} s after the stop`);
    // an orderly stop is no attempt
    expect(done).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
    await Promise.all([inspecting.stop(), next.stop()]);
  }, 240_000);

  it('ends the tools of a process whose job is revoked, removes their files and goes on with the next', async () => {
    const { start, flag } = slowSite('revoked');
    const runners = await Promise.all([start('inspect'), start('photometry')]);
    const product = await storedFrame(night.home, frameOf(30, 5));
    await night.publish(ProductAdded, product, { id: newId('msg') });
    await toolBegun(flag);
    const { results } = await night.ask(ListProcesses, { input: product.id, state: 'RUNNING' });
    const answer = await night.ask(
      RevokeJob,
      { id: results[0]?.job ?? '', terminate: true, because: 'the wrong field' },
      { instance: 'pipeline', actor: 'ada', timeoutMs: 20_000 },
    );
    expect(answer.outcome).toBe('TERMINATED');
    nothingIsLeft();
    expect((await night.ask(ListProcesses, { id: results[0]?.id })).results[0]).toMatchObject({
      ...{ state: 'CANCELLED', status: 'revoked by ada: the wrong field', failureMessage: null },
    });
    const next = await storedFrame(night.home, frameOf(30, 6));
    await night.publish(ProductAdded, next, { id: newId('msg') });
    await night.until(ProcessSucceeded, ({ process, data }) => data.length > 0 && process.inputs.includes(next.id));
    await Promise.all(runners.map((runner) => runner.stop()));
  }, 240_000);

  it('is not ready where its tools are missing, and says which command installs them', async () => {
    const seen = new Promise<string | null>((done) => {
      night.bus.hear(HeartbeatTelemetry, async ({ name, state, because }) => {
        if (name === 'pipeline-photometry' && state === 'DEGRADED') done(because);
      });
    });
    const bare = await night.spawn('pipeline', { NIGHTJAR_QUEUE: 'photometry', PATH: '/nowhere' });
    expect(await seen).toMatch(/tools: not installed: .*sudo apt-get install .*source-extractor astrometry\.net/);
    await bare.stop();
  }, 240_000);

  function slowSite(name: string) {
    const [tools, flag] = [join(night.home, `tools-${name}`), join(night.home, `${name}-begun`)];
    const path = process.env['PATH'] ?? '';
    mkdirSync(tools);
    writeFileSync(join(tools, 'solve-field'), slowTool(flag, 'solve-field', path), { mode: 0o755 });
    const start = (queue: string): Promise<AppProcess> =>
      night.spawn('pipeline', { NIGHTJAR_QUEUE: queue, PATH: `${tools}:${path}` });
    return { flag, start };
  }

  async function toolBegun(flag: string): Promise<void> {
    while (!existsSync(flag)) await new Promise((done) => setTimeout(done, 25));
    expect(programsUnder(join(night.home, 'work'))).not.toEqual([]);
  }

  function nothingIsLeft(): void {
    expect(programsUnder(join(night.home, 'work'))).toEqual([]);
    const runners = readdirSync(join(night.home, 'work'));
    expect(runners.flatMap((runner) => readdirSync(join(night.home, 'work', runner)))).toEqual([]);
  }
});

/** Command lines of the programs that work in a folder. */
function programsUnder(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)) return [];
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });
}
