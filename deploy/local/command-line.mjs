// What may be typed after `npm start --`.
import { parseArgs } from 'node:util';

export const HELP = `npm start [-- FLAGS]
  Starts everything a site needs (PostgreSQL and NATS unless you name your own, all services, the console) and keeps it
  running. Without NIGHTJAR_SITE it plays the demonstration night.

  --headless           print READY <url> once ready; open no browser
  --no-demonstration   do not send the demonstration alert
  --json               log records as JSON lines, as the services wrote them
  --help               this page

  Settings (environment, then nightjar.config.json, then the default):
  NIGHTJAR_HOME=./var  NIGHTJAR_HTTP_PORT=3000  NIGHTJAR_VTP_AUTHOR_PORT=8098  NIGHTJAR_VTP_SUBSCRIBER_PORT=8099
  NIGHTJAR_SITE (name or file)  NIGHTJAR_CLOCK (2017-12-20T01:30:00Z@60)  NIGHTJAR_DATABASE_URL  NIGHTJAR_NATS_URL
  Ctrl-C stops everything in order; a second one hurries.`;

/** @param {string[]} args @throws on an unknown flag */
export function readCommandLine(args) {
  const flag = { type: /** @type {const} */ ('boolean'), default: false };
  const { values } = parseArgs({
    args,
    options: { headless: flag, json: flag, help: { ...flag, short: 'h' }, 'no-demonstration': flag },
  });
  return {
    headless: values.headless,
    json: values.json,
    help: values.help,
    demonstration: !values['no-demonstration'],
  };
}
