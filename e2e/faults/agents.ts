import type { Agent } from '@nightjar/contracts';
import { eventually, type Observatory } from '../night/observatory.js';

/** The agents that an operator sees, as the gateway has heard of them. */
export const agentsOf = async (observatory: Observatory): Promise<readonly Agent[]> =>
  (await observatory.get<{ results: Agent[] }>('/api/agents')).results;

/** The boot of one agent: another one after each start of its process. */
export async function bootOf(observatory: Observatory, name: string): Promise<string | undefined> {
  return (await agentsOf(observatory)).find((agent) => agent.name === name)?.bootId;
}

/** Waits until an agent is READY under another boot than `before`. @returns seconds since `since` (monotonic, ms) */
export async function untilReborn(
  observatory: Observatory,
  name: string,
  before: string | undefined,
  since: number,
  withinS: number,
): Promise<number> {
  await eventually(`${name} is ready again`, withinS * 1000, async () => {
    const agent = (await agentsOf(observatory)).find((each) => each.name === name);
    if (!agent) throw new Error(`${name} has not been heard of`);
    if (agent.bootId === before || agent.state !== 'READY')
      throw new Error(`${name} is ${agent.state}: ${agent.because}`);
    return true;
  });
  return (performance.now() - since) / 1000;
}

/** Waits until the observatory is ready and every agent in it has been heard of after `since`. @returns seconds since then */
export async function untilAllHeard(observatory: Observatory, since: number, withinS: number): Promise<number> {
  await eventually('every agent is heard and ready again', withinS * 1000, async () => {
    const readiness = await fetch(`${observatory.url}/api/readyz`, { signal: AbortSignal.timeout(2000) });
    if (readiness.status !== 200) throw new Error(await readiness.text());
    const silent = (await agentsOf(observatory)).filter(({ ageS }) => performance.now() - ageS * 1000 < since);
    if (silent.length > 0) throw new Error(`not heard since: ${silent.map(({ name }) => name).join()}`);
    return true;
  });
  return (performance.now() - since) / 1000;
}
