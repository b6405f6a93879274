// npm run bench [-- NAME [ARGS]]: one bench of e2e/bench, with servers of its own; without a name, what there is.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.mjs';
import { ROOT } from './places.mjs';
import { step } from './progress.mjs';
import { startNats, startPostgres } from './servers.mjs';

const FOLDER = join(ROOT, 'e2e', 'bench');
const [name, ...args] = process.argv.slice(2);
const known = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => file.slice(0, -'.mjs'.length))
  : [];

if (!name || !known.includes(name)) {
  if (name) console.error(`no bench named ${name}`);
  console.log(known.length > 0 ? known.join('\n') : 'no bench yet');
  process.exit(name ? 3 : 0);
}

await step('compile', compile);
/** @type {import('./servers.d.mts').Server[]} */
const servers = [];
await step('servers', async () => {
  for (const start of [startPostgres, startNats])
    servers.push(await start({ durable: process.env.BENCH_DURABLE !== '0' }));
  return servers.map((server) => server.how).join('; ');
});
const [postgres, nats] = servers;
const bench = spawn(process.execPath, [join(FOLDER, `${name}.mjs`), ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, NIGHTJAR_TEST_DATABASE_URL: postgres?.url, NIGHTJAR_TEST_NATS_URL: nats?.url },
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => bench.kill(signal));
const code = await new Promise((resolve) => bench.once('close', (exit) => resolve(exit ?? 1)));
await Promise.all(servers.map((server) => server.stop()));
process.exit(code);
