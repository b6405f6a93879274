import { clockStep } from './clock-step.js';
import { jetstreamDiskFull, postgresDiskFull } from './disk-full.js';
import type { Fault } from './fault.js';
import { killNats, killPostgres } from './kill-server.js';
import { killService } from './kill-service.js';
import { halfOpen, partition } from './partition.js';
import { pipelineKill } from './pipeline-kill.js';
import { poison } from './poison.js';
import { slowConsumer } from './slow-consumer.js';
import { twoLeaders } from './two-leaders.js';
import { wipeJetstream } from './wipe-jetstream.js';

export const faults: readonly Fault[] = [
  killService,
  pipelineKill,
  killNats,
  killPostgres,
  wipeJetstream,
  jetstreamDiskFull,
  postgresDiskFull,
  partition,
  halfOpen,
  twoLeaders,
  slowConsumer,
  poison,
  clockStep,
];
