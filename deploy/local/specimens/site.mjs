// A whole supervisor with the services named on the command line: `node site.mjs HOME PORT NAME=SPECIMEN...`.
// NIGHTJAR_SPECIMEN_PATIENCE_MS: how long they may take to leave.
// With a fifth word `real` in NIGHTJAR_SPECIMEN_SERVERS it starts real servers too.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Log } from '../log.mjs';
import { stopOnSignals } from '../signals.mjs';
import { Supervisor } from '../supervisor.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [home = '', port = '0', ...named] = process.argv.slice(2);
const services = named.map((pair) => {
  const [name = '', specimen = ''] = pair.split('=');
  return { name, argv: [join(here, `${specimen}.mjs`), name] };
});
const url = `http://127.0.0.1:${port}`;
try {
  const supervisor = new Supervisor({
    home,
    url,
    env: { ...process.env, NIGHTJAR_HOME: home, NIGHTJAR_HTTP_PORT: port },
    services,
    ports: [{ port: Number(port), setting: 'NIGHTJAR_HTTP_PORT' }],
    log: new Log({ folder: join(home, 'log'), json: true }),
    backOff: { firstMs: 50, longestMs: 200, steadyMs: 60_000 },
    patienceMs: Number(process.env.NIGHTJAR_SPECIMEN_PATIENCE_MS ?? 500),
  });
  stopOnSignals(supervisor, (message) => console.log(message));
  await supervisor.start().catch(async (error) => {
    await supervisor.stop();
    throw error;
  });
  if (await supervisor.ready()) console.log(`READY ${url}`);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exit(1);
}
