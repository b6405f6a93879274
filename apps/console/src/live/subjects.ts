/**
 * The events and telemetry this console listens to. Contract values would bring their schemas' machinery into the
 * bundle, so the subjects are repeated here and `subjects.spec.ts` holds them against the contracts.
 */
export const SUBJECTS = {
  noticeReceived: 'evt.alert.notice.received',
  noticeConcluded: 'evt.alert.notice.concluded',
  targetAdded: 'evt.catalog.target.added',
  targetChanged: 'evt.catalog.target.changed',
  productAdded: 'evt.catalog.product.added',
  productDeleted: 'evt.catalog.product.deleted',
  groupChanged: 'evt.catalog.group.changed',
  candidateJudged: 'evt.catalog.candidate.judged',
  datumAdded: 'evt.catalog.datum.added',
  requestChanged: 'evt.schedule.request.changed',
  planMade: 'evt.schedule.plan.made',
  observationChanged: 'evt.sequence.observation.changed',
  commandChanged: 'evt.instrument.command.changed',
  safetyChanged: 'evt.instrument.safety.changed',
  chainChanged: 'evt.pipeline.chain.changed',
  processChanged: 'evt.pipeline.process.changed',
  agentLost: 'evt.agent.agent.lost',
  agentReturned: 'evt.agent.agent.returned',
  instrumentState: 'tlm.instrument.state',
  processLog: 'tlm.pipeline.log',
  heartbeat: 'tlm.agent.heartbeat',
} as const;

export type SubjectName = keyof typeof SUBJECTS;
