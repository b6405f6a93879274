import { newId, type Block, type Observation } from '@nightjar/contracts';
import { exposuresIn } from '@nightjar/planning';
import type { InFlight, Running } from './situation.js';

/** An observation of a block as it begins. @param step what is done first, for a person */
export function beginning(block: Block, command: InFlight | null, step: string, now: Date): Running {
  const { request, target, targetName, configurations, traceId } = block;
  const observation: Observation = {
    ...{ id: newId('obs'), request, target, targetName, state: 'RUNNING', step, because: null },
    ...{
      startedAt: now.toISOString(),
      finishedAt: null,
      frames: 0,
      framesPlanned: exposuresIn(configurations),
      traceId,
    },
  };
  const rested = { pointed: false, pointedAtMs: 0, failures: 0, lastFailure: null, retryAtMs: 0 };
  return { observation, block, command, ...rested, readyAtMs: now.getTime() };
}

/** The same as it ends. @param because why, for a person; null when all went as planned */
export function ended(running: Running, state: Observation['state'], because: string | null, now: Date): Running {
  const { observation } = running;
  const step = because ?? `${observation.frames} of ${observation.framesPlanned} exposures taken`;
  return {
    ...running,
    command: null,
    observation: { ...observation, state, because, step, finishedAt: now.toISOString() },
  };
}
