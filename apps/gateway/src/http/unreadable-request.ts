import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problem, type Problem } from './problem.js';

/** What Node's parser gives up on reaches no handler; its own answer would have no body. */
export function refuseUnreadable(fault: NodeJS.ErrnoException, socket: Duplex): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, ...more } = problemOfRequest(fault.code);
  const body = JSON.stringify({ status, ...more });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function problemOfRequest(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return problem('too_large', 431, 'The address and the headers together are longer than 16 kB: shorten them.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return problem('timed_out', 408, 'The request did not come to its end in time.');
  return problem('invalid', 400, 'This is no HTTP request.');
}
