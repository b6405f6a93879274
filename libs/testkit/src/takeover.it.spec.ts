import { describe, expect, it, jest } from '@jest/globals';
import { PingAgent } from '@nightjar/contracts';
import { startNight } from './night.js';

const here = { instance: 'scheduler' };

jest.setTimeout(90_000);

describe('the second of two schedulers', () => {
  it('works after a kill -9 of the first', async () => {
    await using night = await startNight();
    const first = await night.spawn('scheduler');
    await first.says(/"ready"/, 60_000);
    const { bootId } = await night.bus.ask(PingAgent, {}, here);
    const second = await night.spawn('scheduler');
    await second.says(/stands by: scheduler is led by /);

    const killedAt = performance.now();
    await first.kill();
    await second.says(/"ready"/, 60_000);
    console.log(`took over ${((performance.now() - killedAt) / 1000).toFixed(1)} s after the kill`);
    const leader = await night.bus.ask(PingAgent, {}, here);
    expect(leader).toMatchObject({ state: 'READY', standsBy: false });
    expect(leader.bootId).not.toBe(bootId);
  });

  it('answers for the agent while nobody leads, and says whom it waits for', async () => {
    await using night = await startNight();
    const first = await night.spawn('scheduler');
    await first.says(/"ready"/, 60_000);
    const second = await night.spawn('scheduler');
    await second.says(/stands by/);
    process.kill(first.pid, 'SIGSTOP');
    expect(await night.bus.ask(PingAgent, {}, here)).toMatchObject({ name: 'scheduler', standsBy: true });
    process.kill(first.pid, 'SIGCONT');
  });
});
