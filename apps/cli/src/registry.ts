import type { Command } from './command.js';
import { agentsLs } from './command/agents-ls.js';
import { agentsPause, agentsPing, agentsResume, agentsShutdown } from './command/agents-send.js';
import { configCheck } from './command/config-check.js';
import { doctor } from './command/doctor.js';
import { eventsTail } from './command/events-tail.js';
import { signIn } from './command/sign-in.js';
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
  agentsLs,
  agentsPing,
  agentsPause,
  agentsResume,
  agentsShutdown,
  eventsTail,
];
