import { connect } from 'node:net';

const ANSWER_WITHIN_MS = 3000;

/**
 * Connects, says something if there is something to say, and gives the first bytes of the answer.
 * @throws when nobody answers in time
 */
function firstAnswer(address: URL, defaultPort: number, opening?: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const host = address.hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(address.port || defaultPort), timeout: ANSWER_WITHIN_MS });
    if (opening) socket.once('connect', () => socket.write(opening));
    socket.once('data', (bytes: Buffer) => {
      resolve(bytes);
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without an answer')));
  });
}

/** A NATS server introduces itself with a line of JSON. @returns its version, undefined when it is no NATS server. @throws when unreachable */
export async function natsVersion(url: string): Promise<string | undefined> {
  const greeting = (await firstAnswer(new URL(url), 4222)).toString('utf8');
  return greeting.startsWith('INFO ') ? /"version":"([^"]+)"/.exec(greeting)?.[1] : undefined;
}

/** SSLRequest of PostgreSQL's protocol: length 8, code 80877103. Any server answers S or N before it asks who we are. */
const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

/** Whether PostgreSQL answers there; it tells its version only to those who sign in. @throws when unreachable */
export async function isPostgres(url: string): Promise<boolean> {
  const [answer] = await firstAnswer(new URL(url), 5432, SSL_REQUEST);
  return answer === 'S'.charCodeAt(0) || answer === 'N'.charCodeAt(0);
}
