// The demonstration night: the burst of 2008 March 19 as it was seen from Baja California, and its alert sent by VTP.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { shown } from './clock.mjs';
import { ROOT } from './places.mjs';

/** Just before Swift triggered on GRB 080319B (06:12:49 UTC), ten times faster than it was. */
export const DEMONSTRATION_CLOCK = '2008-03-19T06:11:30Z@10';
/** When Swift's position reached the ground: an alert from before the burst would be one from the future. */
const ALERT_AT = Date.parse('2008-03-19T06:13:10Z');
const LONGEST_WAIT_MS = 15_000;
const SHORTEST_WAIT_MS = 4000; // so that one sees the quiet night before it

const PACKET = join(ROOT, 'fixtures', 'notices', 'demonstration-grb080319b.xml');
const ANSWER_WITHIN_MS = 10_000;

/**
 * How long to wait with the alert once everything is ready.
 * @param {import('./clock.mjs').Played | undefined} clock
 * @param {number} wall ms
 * @returns {number} wall-clock ms; bounded, as a clock may be set on any night
 */
export function alertWait(clock, wall) {
  const early = clock ? (ALERT_AT - shown(clock, wall).getTime()) / clock.rate : 0;
  return Math.min(Math.max(early, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** The packet under a name of its own, so that each start brings a new alert. @param {string} suffix */
export function packet(suffix) {
  const xml = readFileSync(PACKET, 'utf8');
  return renamed(xml, suffix);
}

/** @param {string} xml @param {string} suffix @returns {string} with the document's IVORN made new */
export const renamed = (xml, suffix) => xml.replace(/(\bivorn\s*=\s*["'])([^"']+)/, `$1$2-${suffix}`);

/** One VTP frame: the length in four bytes, then the document. @param {string} xml */
export function frame(xml) {
  const body = Buffer.from(xml, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** @param {Buffer} bytes @returns {string | undefined} the first document, once all of it is here */
function firstDocument(bytes) {
  if (bytes.length < 4) return undefined;
  const end = 4 + bytes.readUInt32BE(0);
  return bytes.length < end ? undefined : bytes.subarray(4, end).toString('utf8');
}

/**
 * Sends a VOEvent to an author port and waits for the broker's word.
 * @param {number} port on the loopback address
 * @param {string} xml
 * @returns {Promise<{ accepted: boolean, because: string }>}
 * @throws when nobody answers
 */
export const send = (port, xml) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(frame(xml)));
    let received = Buffer.alloc(0);
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error('the broker does not answer')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the broker closed the connection without an answer')));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = firstDocument(received);
      if (answer === undefined) return;
      resolve(judged(answer));
      socket.end();
    });
  });

/** @param {string} answer a VTP transport message */
function judged(answer) {
  const because = /<Result>([^<]*)<\/Result>/.exec(answer)?.[1]?.trim() ?? '';
  return { accepted: /\brole\s*=\s*["']ack["']/.test(answer), because };
}
