// What the supervisor needs of a gateway: readiness over HTTP, and the one-time link.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const port = Number(process.env.NIGHTJAR_HTTP_PORT);
const server = createServer((request, response) =>
  response.writeHead(request.url === '/api/readyz' ? 200 : 404).end('{}'),
);
server.listen(port, '127.0.0.1', () => {
  writeFileSync(
    join(process.env.NIGHTJAR_HOME ?? '.', 'run', 'sign-in-link'),
    `http://127.0.0.1:${port}/sign-in?once=1\n`,
  );
});
process.on('SIGTERM', () => process.exit(0));
process.stdin.resume().on('end', () => process.exit(0));
