import express, { type Request, type RequestHandler } from 'express';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const notBuilt = 'The console is not built. Run `npx vite build apps/console`, or start with `npm start`.\n';

/** Answered by the gateway though it does not begin with /api: tom_education has it there. */
const DOWNLOAD = /^\/targets\/[^/]+\/data\/download\/?$/;

const isPage = ({ method, path }: Request): boolean =>
  method === 'GET' && !path.startsWith('/api') && path !== '/sign-in' && !DOWNLOAD.test(path);

/** The console's files; every other page address gets its one page, which reads the address itself. */
export function consolePages(folder: string): RequestHandler {
  // Only what the bundler names by its content may be kept for ever.
  const named = express.static(folder, { index: false, maxAge: '1y', immutable: true });
  const plain = express.static(folder, { index: false, maxAge: 0 });
  return (request, response, next) => {
    if (!isPage(request)) return next();
    if (request.path.startsWith('/assets/')) return named(request, response, next);
    plain(request, response, () => {
      const page = join(folder, 'index.html');
      if (!existsSync(page)) return response.status(503).type('text/plain').send(notBuilt);
      return response.set('cache-control', 'no-cache').sendFile(page);
    });
  };
}
