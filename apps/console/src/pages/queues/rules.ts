import type { Job, QueueState } from '@nightjar/contracts';

/** A queue as the gateway lists it: of one whose owner is silent only the declaration is known. */
export type ListedQueue = Omit<QueueState, 'depth' | 'running' | 'succeededPerMinute' | 'failedPerMinute'> & {
  readonly depth: number | null;
  readonly running: readonly Job[] | null;
  readonly succeededPerMinute: number | null;
  readonly failedPerMinute: number | null;
  readonly unknownBecause: string | null;
};

/** One word for how a queue is, and why when it does not work. */
export const queueWord = (queue: ListedQueue): { readonly word: string; readonly because: string | null } => {
  if (queue.depth === null) return { word: 'UNKNOWN', because: queue.unknownBecause };
  if (queue.paused !== null) return { word: 'PAUSED', because: queue.paused };
  return { word: queue.running?.length ? 'RUNNING' : 'IDLE', because: null };
};

export type JobAction = 'front' | 'back' | 'revoke' | 'terminate' | 'retry';

/** What can be done with a job: only what its state allows is offered. */
export const actionsOf = ({ state, position }: Pick<Job, 'state' | 'position'>): readonly JobAction[] => {
  switch (state) {
    case 'WAITING':
      return [...(position === 1 ? [] : (['front'] as const)), 'back', 'revoke'];
    case 'LEASED':
    case 'RUNNING':
      return ['terminate'];
    case 'FAILED':
    case 'LOST':
    case 'CANCELLED':
      return ['retry'];
    case 'CANCELLING':
    case 'SUCCEEDED':
      return [];
  }
};

/** Seconds that a job has run, or ran; null before it began. Jobs live by the wall clock, never by a played one. */
export const elapsedS = (
  { startedAt, finishedAt }: Pick<Job, 'startedAt' | 'finishedAt'>,
  nowMs: number,
): number | null => {
  if (startedAt === null) return null;
  const end = finishedAt === null ? nowMs : Date.parse(finishedAt);
  return Math.max(0, (end - Date.parse(startedAt)) / 1000);
};

/** The letters chosen that are still there: what another operator has dealt with is chosen no more. */
export const stillChosen = (
  chosen: ReadonlySet<string>,
  letters: readonly { readonly id: string }[],
): ReadonlySet<string> => new Set(letters.map(({ id }) => id).filter((id) => chosen.has(id)));
