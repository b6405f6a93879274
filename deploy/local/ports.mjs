// TCP ports on the loopback address.
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const HOST = '127.0.0.1';

/**
 * Below the ports that Linux gives to outgoing connections (32768 and up): one that is free now is not taken by somebody's
 * connection before the server that it is for listens.
 */
const [LOWEST, BEYOND] = [10_000, 32_000];

/** A port that was free a moment ago. @returns {Promise<number>} */
export async function freePort() {
  for (;;) {
    const port = randomInt(LOWEST, BEYOND);
    if (await isFree(port)) return port;
  }
}

/** Whether a server could listen on the port now. @param {number} port @returns {Promise<boolean>} */
export const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });

/**
 * The first bytes a server says of itself, as NATS does.
 * @param {number} port
 * @returns {Promise<string | undefined>} undefined when nobody listens or nothing came within a second
 */
export const greeting = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, HOST);
    /** @param {string | undefined} text */
    const done = (text) => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(1000, () => done(undefined));
    socket.once('error', () => done(undefined));
    socket.once('close', () => done(undefined));
    socket.once('data', (chunk) => done(chunk.toString()));
  });

/**
 * Asks again and again until there is an answer.
 * @template T
 * @param {() => Promise<T | undefined>} ask
 * @param {{ timeoutMs: number, everyMs?: number, what: string, giveUp?: () => string | undefined }} options
 *   `giveUp` returns a reason as soon as waiting on is pointless
 * @returns {Promise<T>}
 */
export async function untilAnswered(ask, { timeoutMs, everyMs = 30, what, giveUp }) {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const reason = giveUp?.();
    if (reason) throw new Error(`${what}: ${reason}`);
    await pause(everyMs);
  }
  throw new Error(`${what}: no answer within ${timeoutMs / 1000} s`);
}
