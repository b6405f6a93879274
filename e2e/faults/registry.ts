import { clockStep } from './clock-step.js';
import { jetstreamDiskFull, postgresDiskFull } from './disk-full.js';
import type { Fault } from './fault.js';
import { killNats, killPostgres } from './kill-server.js';
import { killService } from './kill-service.js';
import { twoLeaders } from './two-leaders.js';

export const faults: readonly Fault[] = [
  killService,
  killNats,
  killPostgres,
  twoLeaders,
  jetstreamDiskFull,
  postgresDiskFull,
  clockStep,
];
