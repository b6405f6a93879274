// One log record as one line for a person.
import { styleText } from 'node:util';

/** @typedef {Record<string, unknown> & { msg?: string, time?: number | string, at?: string, level?: number | string }} LogRecord */

const COLOURS = /** @type {const} */ ([
  'cyan',
  'green',
  'yellow',
  'magenta',
  'blue',
  'cyanBright',
  'greenBright',
  'yellowBright',
  'magentaBright',
  'blueBright',
]);
/** @type {Record<number, string>} */
const LEVELS = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
/** Known to every reader, or of use to machines alone. */
const QUIET = new Set([
  'level',
  'time',
  'at',
  'msg',
  'service',
  'name',
  'pid',
  'hostname',
  'v',
  'trace_id',
  'span_id',
  'trace_flags',
  'err',
  'stack',
  'sha256',
  'burst', // the line says where it shines
]);
/** An identifier of ours, like `obs_01980c2e-…`: it is in the file, and shown where something is wrong. */
const IDENTIFIER = /^[a-z]{3}_[0-9a-f]{8}-[0-9a-f-]{27}$/;
const MOST_FIELDS = 6;
const LONGEST_VALUE = 80;
const NAME_WIDTH = 19;

/** @param {string} line @returns {LogRecord | undefined} undefined when the line is no record */
export function parse(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** @param {LogRecord} record @returns {string} */
const level = ({ level }) => (typeof level === 'number' ? (LEVELS[level] ?? String(level)) : (level ?? 'info'));

/** The site's own clock where the record has it. @param {LogRecord} record */
function time({ at, time }) {
  const moment = new Date(at ?? time ?? Number.NaN);
  return Number.isNaN(moment.getTime()) ? '--:--:--' : moment.toISOString().slice(11, 19);
}

/** @param {unknown} value */
function brief(value) {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

/** @param {unknown} value */
const forMachines = (value) => typeof value === 'string' && IDENTIFIER.test(value);

/** @param {LogRecord} record @param {boolean} loud */
const fields = (record, loud) =>
  Object.entries(record)
    .filter(([name, value]) => !QUIET.has(name) && value !== undefined && value !== null)
    .filter(([, value]) => loud || !forMachines(value))
    .slice(0, MOST_FIELDS)
    .map(([name, value]) => `${name}=${brief(value)}`)
    .join(' ');

/** A colour that stays with the name from start to start. @param {string} service */
const colourOf = (service) =>
  COLOURS[[...service].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % COLOURS.length];

/**
 * @param {string} service
 * @param {LogRecord} record
 * @param {{ colour: boolean }} options
 */
export function readable(service, record, { colour }) {
  /** @param {Parameters<typeof styleText>[0]} style @param {string} text */
  const paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const name = level(record);
  const loud =
    name === 'warn'
      ? paint('yellow', 'WARN ')
      : name === 'error' || name === 'fatal'
        ? paint('red', `${name.toUpperCase()} `)
        : '';
  const error = /** @type {{ message?: string, stack?: string } | undefined} */ (record.err);
  const because = error?.message && !record.msg?.includes(error.message) ? `: ${error.message}` : '';
  const stack =
    (name === 'error' || name === 'fatal') && error?.stack ? `\n${paint('dim', indented(error.stack))}` : '';
  const head = `${paint('dim', time(record))} ${paint(colourOf(service), service.padEnd(NAME_WIDTH))}`;
  return `${head} ${loud}${record.msg ?? ''}${because} ${paint('dim', fields(record, loud !== ''))}`.trimEnd() + stack;
}

/** @param {string} stack */
const indented = (stack) =>
  stack
    .split('\n')
    .slice(1, 8)
    .map((line) => `    ${line.trim()}`)
    .join('\n');
