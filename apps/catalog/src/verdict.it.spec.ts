import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CandidateJudged,
  GiveVerdict,
  ListProcesses,
  ListVerdicts,
  newId,
  type Process,
  type Verdict,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { catalog } from './catalog.module.js';

describe('verdicts on candidates', () => {
  let night: Night;
  const candidate = 'J143142.24+361810.8';
  const [sample] = ListProcesses.gives.parse(ListProcesses.example.gives).results as [Process];
  const processes = new Map<string, Process>();

  beforeAll(async () => {
    night = await startNight({ services: [catalog] });
    night.bus.serve(ListProcesses, async ({ id = '' }) => {
      const found = processes.get(id);
      return { results: found ? [found] : [], next: null, count: { value: found ? 1 : 0, exact: true } };
    });
    await night.ask(ListVerdicts, {}, { timeoutMs: 30_000 });
  }, 240_000);
  afterAll(() => night[Symbol.asyncDispose]());

  /** One that lists two candidates, of which the second has no name. */
  const ofProcess = (): string => {
    const id = newId('prc');
    const result = { candidates: [{ name: candidate, xPx: 1, yPx: 2 }, { xPx: 10, yPx: 20 }, 'nothing'] };
    processes.set(id, { ...sample, id, result });
    return id;
  };
  const give = (process: string, verdict: Verdict['verdict'], actor = 'ada', of = candidate) =>
    night.ask(GiveVerdict, { process, candidate: of, verdict }, { actor, timeoutMs: 30_000 });

  it('are kept with who gave them, for each candidate of each process', async () => {
    const [process, other] = [ofProcess(), ofProcess()];
    await give(process, 'real');
    await give(process, 'bogus', 'grace', 'x10.0y20.0');
    await give(other, 'unsure');
    const { results } = await night.ask(ListVerdicts, { process });
    expect(results).toMatchObject([
      { candidate: 'x10.0y20.0', verdict: 'bogus', by: 'grace', version: 1 },
      { candidate, verdict: 'real', by: 'ada', version: 1 },
    ]);
  });

  it('are given too on those that the process lists by their names alone', async () => {
    const id = newId('prc');
    processes.set(id, { ...sample, id, result: { candidates: [{ name: candidate }], otherCandidates: ['J1+2'] } });
    expect(await give(id, 'bogus', 'ada', 'J1+2')).toMatchObject({ candidate: 'J1+2', verdict: 'bogus' });
    await expect(give(id, 'bogus', 'ada', 'J1+3')).rejects.toMatchObject({
      code: 'no_such_candidate',
      detail: { listed: 2 },
    });
  });

  it('are taken back, and told of in the order in which they were given; the same again is not told of', async () => {
    const process = ofProcess();
    const first = await give(process, 'real');
    expect(await give(process, 'real', 'grace')).toEqual(first);
    await give(process, 'bogus', 'grace');
    await give(process, null);
    await night.until(CandidateJudged, (verdict) => verdict.process === process && verdict.verdict === null);
    const told = night.recorder.all(CandidateJudged).filter((verdict) => verdict.process === process);
    expect(told.map(({ verdict, by, version }) => [verdict, by, version])).toEqual([
      ['real', 'ada', 1],
      ['bogus', 'grace', 2],
      [null, 'ada', 3],
    ]);
  });

  it('of many who judge one candidate at once are all counted, and the last one stands', async () => {
    const process = ofProcess();
    const words = ['real', 'bogus', 'unsure'] as const;
    const given = await Promise.all(Array.from({ length: 12 }, (_, i) => give(process, words[i % 3]!, `person ${i}`)));
    const { results } = await night.ask(ListVerdicts, { process });
    const last = given.reduce((a, b) => (b.version > a.version ? b : a));
    expect(results).toEqual([last]);
  });

  it('are refused on what the process does not list, and on a process that is none', async () => {
    const process = ofProcess();
    await expect(give(process, 'real', 'ada', 'J0+0')).rejects.toMatchObject({
      code: 'no_such_candidate',
      detail: { listed: 2 },
    });
    await expect(give(newId('prc'), 'real')).rejects.toMatchObject({ code: 'not_found' });
    expect((await night.ask(ListVerdicts, { process })).results).toEqual([]);
  });

  it('are changed and taken back though the process is no more', async () => {
    const process = ofProcess();
    await give(process, 'real');
    processes.delete(process);
    expect(await give(process, null)).toMatchObject({ verdict: null, version: 2 });
  });
});
