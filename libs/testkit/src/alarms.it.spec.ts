import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startNight } from './night.js';
import { poisoned } from './poison.fixture.js';

const rules = readFileSync(resolve(import.meta.dirname, '../../../deploy/alarms/nightjar.rules.yaml'), 'utf8');

describe('the alarm rules', () => {
  it('look at measurements that a service really serves', async () => {
    await using night = await startNight();
    const { vitals } = await night.start(poisoned);
    const served = await (await fetch(`${vitals.now.opsUrl ?? ''}/metrics`)).text();
    const wanted = [...rules.matchAll(/^ +expr: (.*)$/gm)].flatMap(([, expr = '']) => expr.match(/\w+_\w+/g) ?? []);
    expect(wanted.length).toBeGreaterThan(2);
    for (const name of wanted) expect(served).toMatch(new RegExp(`^${name}[ {]`, 'm'));
  });

  it('each tell a person what to do', () => {
    const count = (pattern: RegExp): number => rules.match(pattern)?.length ?? 0;
    expect(count(/^ +runbook: >-$/gm)).toBe(count(/^ +- alert: /gm));
  });
});
