// npm start: what a site needs, then the site, then the console.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { arrange } from './arrangement.mjs';
import { astronomyTools } from './astronomy-tools.mjs';
import { openBrowser } from './browser.mjs';
import { shown } from './clock.mjs';
import { HELP, readCommandLine } from './command-line.mjs';
import { compile } from './compile.mjs';
import { bundleConsole } from './console-bundle.mjs';
import { alertWait, packet, send } from './demonstration.mjs';
import { Log } from './log.mjs';
import { natsBinary } from './nats-binary.mjs';
import { seconds, step } from './progress.mjs';
import { bundleServices } from './service-bundle.mjs';
import { isBuilt, services } from './service-list.mjs';
import { readConfig, settle } from './settings.mjs';
import { stopOnSignals } from './signals.mjs';
import { Supervisor } from './supervisor.mjs';

const startedAt = Number(process.env.NIGHTJAR_BOOTSTRAP_AT ?? Date.now());
const MOST_ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 3000;

/** @param {import('./settings.mjs').Settings} settings */
async function prepare(settings) {
  await step('tools', astronomyTools);
  if (!settings.NIGHTJAR_NATS_URL) {
    await step('broker', async (report) => {
      const { version, how } = await natsBinary(report);
      return `nats-server ${version}, ${how}`;
    });
  }
  await step('compile', compile);
  await step('services', bundleServices);
  await step('console', bundleConsole);
}

/** @param {string} home @param {string} url */
function welcome(home, url) {
  const link = join(home, 'run', 'sign-in-link');
  const signIn = existsSync(link) ? readFileSync(link, 'utf8').trim() : url;
  process.stderr.write(
    [
      '',
      `  Nightjar is ready in ${seconds(Date.now() - startedAt)}.`,
      '',
      `  Console        ${signIn}`,
      ...(signIn === url ? [] : ['                 (this link signs you in, once)']),
      `  Admin token    ${join(home, 'admin-token')}`,
      `  Logs           ${join(home, 'log')}/<service>.log`,
      '  Stop           Ctrl-C',
      '',
      '',
    ].join('\n'),
  );
  return signIn;
}

/** Sends it, and again while nobody answers: the broker may just be starting again. @param {number} port @param {{ log: Log, ending: AbortSignal, waitMs: number }} options */
async function sendDemonstration(port, { log, ending, waitMs }) {
  const alert = packet(startedAt.toString(36));
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    await pause(attempt === 1 ? waitMs : BETWEEN_ATTEMPTS_MS, undefined, { signal: ending }).catch(() => {});
    if (ending.aborted) return;
    try {
      const { accepted, because } = await send(port, alert);
      return log.news(
        `demonstration alert ${accepted ? 'accepted' : `refused: ${because}`}`,
        accepted ? 'info' : 'warn',
      );
    } catch (error) {
      log.news(`demonstration alert not sent: ${error.message}`, 'warn');
    }
  }
}

async function main() {
  const flags = readCommandLine(process.argv.slice(2));
  if (flags.help) return void console.log(HELP);
  const settings = settle(process.env, readConfig());
  arrange(settings, flags, Date.now()); // a fault in the settings is better known before the work
  await prepare(settings);

  const { site, clock, env, url, ports, demonstration } = arrange(settings, flags, Date.now());
  const home = settings.NIGHTJAR_HOME;
  const log = new Log({
    folder: join(home, 'log'),
    json: flags.json,
    colour: process.stdout.isTTY === true,
    now: () => shown(clock, Date.now()),
  });
  const wanted = services(site);
  const built = wanted.filter(isBuilt);
  const absent = wanted.filter((service) => !isBuilt(service)).map(({ name }) => name);
  if (absent.length > 0) log.news(`not built, so left out: ${absent.join(', ')}`, 'warn');

  const supervisor = new Supervisor({ home, url, env: { ...process.env, ...env }, services: built, ports, log });
  const ending = stopOnSignals(supervisor, (message) => process.stderr.write(`${message}\n`));
  try {
    await supervisor.start();
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  if (!(await supervisor.ready())) return;
  const signIn = welcome(home, url);
  if (flags.headless) console.log(`READY ${url}`);
  else openBrowser(signIn);
  if (!demonstration) return;
  const waitMs = alertWait(clock, Date.now());
  await sendDemonstration(Number(settings.NIGHTJAR_VTP_AUTHOR_PORT), { log, ending, waitMs });
}

process.stdout.on('error', () => {}); // whoever read our lines has gone; the site goes on
try {
  await main();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
