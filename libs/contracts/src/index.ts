export {
  aggregateOf,
  ask,
  beginning,
  command,
  event,
  isRequest,
  job,
  queue,
  telemetry,
  type Beginning,
  type Carries,
  type CarriesIn,
  type Contract,
  type ContractKind,
  type EventContract,
  type Gives,
  type JobContract,
  type Queue,
  type RequestContract,
  type Takes,
  type TakesIn,
  type TelemetryContract,
} from './contract.js';
export { COMMON_REFUSALS, Refusal } from './refusal.js';
export { madeAtMs, newId, uuidv7 } from './identifier.js';
export { id, instant, page, paging, quantity } from './quantity.js';
export { asyncApi } from './async-api.js';
export { AGENT_MESSAGES, CONTRACTS, QUEUE_MESSAGES, QUEUES } from './registry.js';

export { Agent, AgentState, AgentStatus, Heartbeat } from './noun/agent.js';
export { Command, CommandState, Instrument, InstrumentKind, isFinal, Order } from './noun/instrument.js';
export { DeadLetter, Job, JobId, JobPriority, JobState, QueueState } from './noun/job.js';
export { Notice, NoticeId, Outcome } from './noun/notice.js';
export { AlertState, ObservationAlert } from './noun/observation-alert.js';
export { Chain, ChainStepOrder, Flags, Params, PipelineInfo, Preset, Rule, StepInputs } from './noun/pipeline.js';
export { LogLine, Process, ProcessState, ProcessStep } from './noun/process.js';
export { RequestFields, RequestTemplate } from './noun/request-template.js';
export {
  Block,
  Constraints,
  NightPlan,
  Observation,
  ObservationRequest,
  RequestState,
  Window,
} from './noun/request.js';
export {
  Configuration,
  Site,
  Strategy,
  type CameraSite,
  type DomeSite,
  type TelescopeSite,
  type WeatherSite,
} from './noun/site.js';
export {
  DataProduct,
  DataProductGroup,
  DatumKind,
  DocumentDatum,
  Extras,
  FoundTarget,
  isOwnFrame,
  isReducedName,
  PhotometryDatum,
  ReducedDatum,
  Target,
} from './noun/target.js';

export {
  AgentLost,
  AgentReturned,
  HeartbeatTelemetry,
  PauseAgent,
  PingAgent,
  ReconcileAgent,
  ReplayEvents,
  ResumeAgent,
  ShutdownAgent,
  StatusAgent,
} from './message/agent.js';
export { GetRawNotice, ListNotices, NoticeConcluded, NoticeReceived } from './message/alert.js';
export { FilmJob, FilmQueue, ListAlerts, MailJob, MailQueue, SendAlert } from './message/automation.js';
export {
  AddProduct,
  AddTarget,
  DatumAdded,
  ListProductGroups,
  ListProducts,
  ListReducedData,
  ListTargets,
  NoticeMatched,
  ProductAdded,
  ProductGroupChanged,
  SaveProductGroup,
  SetTargetExtras,
  TargetAdded,
  TargetChanged,
} from './message/catalog.js';
export {
  CancelChain,
  CancelProcess,
  ChainChanged,
  DeletePreset,
  DeleteRule,
  ListChains,
  ListPipelines,
  ListPresets,
  ListRules,
  ResumeChain,
  RunChain,
  RunProcess,
  SavePreset,
  SaveRule,
} from './message/chain.js';
export {
  CommandChanged,
  EmergencyStop,
  FrameStored,
  InstrumentState,
  ListCommands,
  ListInstruments,
  SafetyChanged,
  SubmitCommand,
} from './message/instrument.js';
export {
  GetProcessLog,
  InspectJob,
  InspectQueue,
  ListProcesses,
  PhotometryJob,
  PhotometryQueue,
  SiteJob,
  SiteQueue,
  ProcessChanged,
  ProcessLog,
  ProcessSucceeded,
} from './message/pipeline.js';
export {
  DiscardDeadLetters,
  DrainQueue,
  EnqueueJob,
  JobOrder,
  JobReady,
  JobRevoked,
  ListDeadLetters,
  ListJobs,
  ListQueues,
  MoveJob,
  PauseQueue,
  ResumeQueue,
  RetryDeadLetters,
  RetryJob,
  RevokeJob,
} from './message/queue.js';
export {
  CancelRequest,
  GetPlan,
  ListRequests,
  ListStrategies,
  NoticeJudged,
  PlanMade,
  PlanNight,
  Replan,
  RequestChanged,
  SchedulingQueue,
} from './message/schedule.js';
export {
  AddToProductGroup,
  DeleteProducts,
  Deletion,
  GetGallery,
  JoinProductGroup,
  ProductDeleted,
  ReviewDeletion,
} from './message/selection.js';
export { ListObservations, ObservationChanged } from './message/sequence.js';
export { AlertAsked, DeleteTemplate, FillTemplate, ListTemplates, Observe, SaveTemplate } from './message/template.js';
export { GiveVerdict, ListVerdicts, CandidateJudged } from './message/vetting.js';
export { CandidateList, CandidatePicture, FoundCandidate, KnownObject } from './noun/found-candidate.js';
export { nameOfCandidate, type NamedCandidate } from './noun/candidate-name.js';
export { Verdict, VerdictWord } from './noun/verdict.js';
