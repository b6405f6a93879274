import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type Observatory } from '../night/observatory.js';
import { ROOT } from '../night/root.js';
import { agentsOf } from './agents.js';
import { Beside } from './beside.js';
import type { Fault } from './fault.js';

const STREAMS = 12;
const ROUND_MS = 8000;
/** Of an API that nobody slows down; generous for a machine that has other work. */
const ANSWER_WITHIN_MS = 5000;
const MOST_GROWTH_MIB = 250;

export const slowConsumer: Fault = {
  name: 'slow-consumer',
  says: 'event streams of the API that nobody reads, or a byte a second, and an agent that takes a second for each event',
  doses: { short: 1, full: 30 },
  async run({ observatory, rounds, checked, news }) {
    const agent = join(ROOT, 'e2e', 'dist', 'faults', 'slow-agent.js');
    await using _slow = await Beside.agent(observatory, agent);
    await eventually(
      'the slow agent is ready',
      60_000,
      async () =>
        (await agentsOf(observatory)).some(({ name, state }) => name === 'slowpoke' && state === 'READY') || undefined,
    );
    const sockets = Array.from({ length: STREAMS }, (_, i) => openStream(observatory, i % 2 === 0));
    const gateway = await observatory.pidOf('gateway');
    const before = memoryMib(gateway);
    const delays: number[] = [];
    try {
      for (let round = 0; round < rounds; round++) {
        const until = performance.now() + ROUND_MS;
        while (performance.now() < until) delays.push(await answerMs(observatory));
        news(`round ${round + 1}: the gateway has ${memoryMib(gateway)} MiB, ${before} before`);
      }
    } finally {
      for (const socket of sockets) socket.destroy();
    }
    const growth = memoryMib(gateway) - before;
    const slowest = Math.max(...delays);
    if (growth > MOST_GROWTH_MIB) throw new Error(`the gateway grew by ${growth} MiB`);
    if (slowest > ANSWER_WITHIN_MS) throw new Error(`an answer took ${slowest} ms while others were slow`);
    checked(`${STREAMS} streams not read; the gateway grew by ${growth} MiB, its slowest answer took ${slowest} ms`);
  },
};

/** A stream from its very beginning that is never read, or a byte a second. */
function openStream({ url, headers }: Observatory, never: boolean): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // to be let go is what it deserves
  socket.write(
    `GET /api/events HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: ${headers['authorization']}\r\nlast-event-id: 0\r\n\r\n`,
  );
  socket.pause();
  const timer = setInterval(() => never || socket.read(1), 1000);
  socket.on('close', () => clearInterval(timer));
  return socket;
}

async function answerMs(observatory: Observatory): Promise<number> {
  const since = performance.now();
  await observatory.get('/api/notices?limit=5');
  const took = Math.round(performance.now() - since);
  await pause(200);
  return took;
}

/** Memory that a process has in use. */
function memoryMib(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1]) / 1024);
}
