import type { Command } from './command.js';
import { agentsLs } from './command/agents-ls.js';
import { agentsPause, agentsPing, agentsResume, agentsShutdown } from './command/agents-ping.js';
import { agentsRun } from './command/agents-run.js';
import { agentsSend } from './command/agents-send.js';
import { agentsStatus } from './command/agents-status.js';
import { alertsLs } from './command/alerts-ls.js';
import { alertsSend } from './command/alerts-send.js';
import { busIdentity } from './command/bus-identity.js';
import { busReconcile } from './command/bus-reconcile.js';
import { catalogueCone } from './command/catalogue-cone.js';
import { catalogueLoad } from './command/catalogue-load.js';
import { catalogueLs } from './command/catalogue-ls.js';
import { catalogueRm } from './command/catalogue-rm.js';
import { configCheck } from './command/config-check.js';
import { doctor } from './command/doctor.js';
import { eventsReplay } from './command/events-replay.js';
import { eventsTail } from './command/events-tail.js';
import { lettersDiscard } from './command/letters-discard.js';
import { lettersLs } from './command/letters-ls.js';
import { lettersRetry } from './command/letters-retry.js';
import { pipelineCancel } from './command/pipeline-cancel.js';
import { pipelineChain } from './command/pipeline-chain.js';
import { pipelineLs } from './command/pipeline-ls.js';
import { pipelineRun } from './command/pipeline-run.js';
import { pipelineShow } from './command/pipeline-show.js';
import { processImages } from './command/process.js';
import { productsAdd } from './command/products-add.js';
import { productsRm } from './command/products-rm.js';
import { queueDrain } from './command/queue-drain.js';
import { queueJobs } from './command/queue-jobs.js';
import { queueLs } from './command/queue-ls.js';
import { queueMove } from './command/queue-move.js';
import { queuePause } from './command/queue-pause.js';
import { queueResume } from './command/queue-resume.js';
import { queueRetry } from './command/queue-retry.js';
import { queueRevoke } from './command/queue-revoke.js';
import { signIn } from './command/sign-in.js';
import { templatesLs } from './command/templates-ls.js';
import { templatesObserve } from './command/templates-observe.js';
import { templatesRm } from './command/templates-rm.js';
import { templatesSave } from './command/templates-save.js';
import { timelapse } from './command/timelapse.js';
import { up } from './command/up.js';
import { voeventListen } from './command/voevent-listen.js';
import { voeventSend } from './command/voevent-send.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  up,
  signIn,
  doctor,
  configCheck,
  voeventSend,
  voeventListen,
  templatesLs,
  templatesSave,
  templatesRm,
  templatesObserve,
  alertsLs,
  alertsSend,
  productsAdd,
  productsRm,
  timelapse,
  processImages,
  catalogueLs,
  catalogueLoad,
  catalogueRm,
  catalogueCone,
  pipelineLs,
  pipelineRun,
  pipelineChain,
  pipelineShow,
  pipelineCancel,
  agentsLs,
  agentsStatus,
  agentsPing,
  agentsSend,
  agentsRun,
  agentsPause,
  agentsResume,
  agentsShutdown,
  queueLs,
  queueJobs,
  queuePause,
  queueResume,
  queueDrain,
  queueMove,
  queueRetry,
  queueRevoke,
  lettersLs,
  lettersRetry,
  lettersDiscard,
  eventsTail,
  eventsReplay,
  busReconcile,
  busIdentity,
];
