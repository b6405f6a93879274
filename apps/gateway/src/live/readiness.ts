import type { Agent } from '@nightjar/contracts';

export interface Readiness {
  readonly ready: boolean;
  /** Everything that stands against it, a sentence each. */
  readonly because: readonly string[];
}

/** Whether the observatory can work: every expected agent beats and is READY (or PAUSED by a person). */
export function judgeReadiness(expected: readonly string[], agents: readonly Agent[]): Readiness {
  const because = expected.flatMap((name) => {
    const agent = agents.find((candidate) => candidate.name === name);
    if (!agent) return [`${name} has not been heard of`];
    if (agent.state === 'READY' || agent.state === 'PAUSED') return [];
    return [`${name} is ${agent.state}${agent.because ? `: ${agent.because}` : ''}`];
  });
  return { ready: because.length === 0, because };
}
