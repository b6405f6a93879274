import { newId, type Notice, type Observation, type ObservationRequest, type Target } from '@nightjar/contracts';

export const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** A burst well placed at San Pedro Mártir in the night of 2008 March 19. */
export const burst = (
  trigger: string,
  changes: Partial<Notice> = {},
): { notice: Notice; target: Target; because: string } => {
  const notice: Notice = {
    ...{ id: newId('ntc'), ivoid: `ivo://nightjar.test/swift#${trigger}`, role: 'observation', version: '2.0' },
    ...{ title: `burst ${trigger}`, mission: 'Swift', trigger, relation: 'new', cites: [] },
    ...{ receivedAt: '2008-03-19T06:13:05.000Z', eventTime: '2008-03-19T06:12:49.000Z' },
    ...{ raDeg: 217.926, decDeg: 36.303, errorDeg: 0.05, sha256: 'a'.repeat(64), size: 4000, traceId: TRACE },
    outcome: { decision: 'pending', because: '', request: null },
    ...changes,
  };
  const target: Target = {
    ...{
      id: targetOf(trigger),
      name: `Swift ${trigger}`,
      aliases: [],
      extras: {},
      raDeg: notice.raDeg ?? 0,
      decDeg: notice.decDeg ?? 0,
    },
    ...{ errorDeg: notice.errorDeg, epoch: notice.eventTime, createdAt: notice.receivedAt, traceId: TRACE },
  };
  return { notice, target, because: 'a new trigger of Swift' };
};
const targets = new Map<string, string>();
export const targetOf = (trigger: string): string => {
  const id = targets.get(trigger) ?? newId('tgt');
  targets.set(trigger, id);
  return id;
};

export const observationOf = (request: ObservationRequest, changes: Partial<Observation>): Observation => ({
  ...{
    id: newId('obs'),
    request: request.id,
    target: request.target,
    targetName: request.targetName,
    state: 'RUNNING',
  },
  ...{ step: 'exposure 1', because: null, startedAt: '2008-03-19T06:13:10.000Z', finishedAt: null, frames: 0 },
  ...{ framesPlanned: 40, traceId: TRACE },
  ...changes,
});
