import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { untilAllHeard } from './agents.js';
import type { Fault } from './fault.js';
import { untilAnother } from './kill-server.js';
import { READY_WITHIN_S } from './patience.js';

const LONGEST_LULL_MS = 4000;

/** Everything that JetStream keeps, gone; PostgreSQL is the record from which it is made again. */
export const wipeJetstream: Fault = {
  name: 'wipe-jetstream',
  says: 'the NATS server killed and its whole store deleted before it starts again',
  doses: { short: 1, full: 5 },
  async run({ observatory, chance, rounds, recovered, news, checked }) {
    for (let round = 0; round < rounds; round++) {
      await pause(chance.between(1000, LONGEST_LULL_MS));
      const pid = await observatory.pidOf('nats');
      process.kill(pid, 'SIGSTOP'); // so that it is not started again while its store goes
      rmSync(join(observatory.home, 'nats', 'jetstream'), { recursive: true, force: true });
      const at = performance.now();
      process.kill(pid, 'SIGKILL');
      await untilAnother(observatory, 'nats', pid);
      const back = (performance.now() - at) / 1000;
      const seconds = back + (await untilAllHeard(observatory, performance.now(), READY_WITHIN_S));
      recovered(seconds);
      news(`round ${round + 1}: all ready ${seconds.toFixed(1)} s after the store was lost`);
    }
    checked(`store deleted ${rounds} times; streams, consumers and what was on its way made again by themselves`);
  },
};
