import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GiveVerdict, ListVerdicts, newId, CandidateJudged, type Verdict } from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { catalog } from './catalog.module.js';

describe('verdicts on candidates', () => {
  let night: Night;
  const candidate = 'J143142.24+361810.8';

  beforeAll(async () => {
    night = await startNight({ services: [catalog] });
    await night.ask(ListVerdicts, {}, { timeoutMs: 30_000 });
  }, 240_000);
  afterAll(() => night[Symbol.asyncDispose]());

  const give = (process: string, verdict: Verdict['verdict'], actor = 'ada', of = candidate) =>
    night.ask(GiveVerdict, { process, candidate: of, verdict }, { actor, timeoutMs: 30_000 });

  it('are kept with who gave them, for each candidate of each process', async () => {
    const [process, other] = [newId('prc'), newId('prc')];
    await give(process, 'real');
    await give(process, 'bogus', 'grace', 'x10.0y20.0');
    await give(other, 'unsure');
    const { results } = await night.ask(ListVerdicts, { process });
    expect(results).toMatchObject([
      { candidate: 'x10.0y20.0', verdict: 'bogus', by: 'grace', version: 1 },
      { candidate, verdict: 'real', by: 'ada', version: 1 },
    ]);
  });

  it('are taken back, and told of in the order in which they were given; the same again is not told of', async () => {
    const process = newId('prc');
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
    const process = newId('prc');
    const words = ['real', 'bogus', 'unsure'] as const;
    const given = await Promise.all(Array.from({ length: 12 }, (_, i) => give(process, words[i % 3]!, `person ${i}`)));
    const { results } = await night.ask(ListVerdicts, { process });
    const last = given.reduce((a, b) => (b.version > a.version ? b : a));
    expect(results).toEqual([last]);
  });
});
