import type { Dialect } from '../dialect.js';
import { ERROR_CODES, type ErrorCode } from '../error-code.js';
import type { BlobHead, DeviceEvent, Garbage, Message, Reply, Request, Verb } from '../message.js';
import {
  isWord,
  readArguments,
  readString,
  readValues,
  tokens,
  writeString,
  writeValue,
  writeValues,
} from '../value.js';

const ID = /^[A-Za-z0-9_.-]{1,64}$/;
const DEVICE = /^(TELESCOPE|CAMERA|DOME|PLC|FOCUSER|FILTER|ROTATOR|UPS)(\.[a-z][a-z0-9-]*)?$/;
const COUNT = /^\d{1,15}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

/** PYROS/1: one line per message, ids to tell answers apart, files announced by length and hash. */
export const pyros1: Dialect = { name: 'PYROS/1', maxLineBytes: 4096, write, read };

function write(message: Message): string {
  const line = writeParts(message).join(' ');
  const again = read(line);
  if (line.length > pyros1.maxLineBytes || again.kind !== message.kind) {
    throw new RangeError(`this ${message.kind} has no lawful form: ${line.slice(0, 80)}`);
  }
  return line;
}

function writeParts(message: Message): string[] {
  switch (message.kind) {
    case 'banner':
      return ['PYROS/1', message.device, message.serial, message.bootId];
    case 'request': {
      const deadline = message.deadlineMs === null ? [] : [`@${message.deadlineMs}`];
      return [`#${message.id}`, ...deadline, message.device, ...writeVerb(message.verb)];
    }
    case 'reply':
      return [`#${message.id}`, message.outcome, ...writeOutcome(message)];
    case 'event': {
      const { seq, at, device, name, values } = message;
      return [`!${seq}`, at.toISOString(), device, name, ...writeValues(values)];
    }
    case 'blob':
      return ['BLOB', `#${message.id}`, String(message.bytes), message.sha256, message.format];
  }
}

function writeVerb(verb: Verb): string[] {
  switch (verb.verb) {
    case 'GET':
      return ['GET', ...verb.names];
    case 'SET':
    case 'DO':
      return [verb.verb, verb.name, ...verb.values.map(writeValue)];
    case 'STATUS':
    case 'PING':
    case 'UNLOCK':
      return [verb.verb];
    case 'HELP':
      return verb.name === null ? ['HELP'] : ['HELP', verb.name];
    case 'SUBSCRIBE':
      return ['SUBSCRIBE', verb.name];
    case 'LOCK':
      return ['LOCK', verb.token, decimal(verb.leaseS)];
    case 'ABORT':
      return verb.target === null ? ['ABORT'] : ['ABORT', `#${verb.target}`];
  }
}

function writeOutcome(reply: Reply): string[] {
  switch (reply.outcome) {
    case 'OK':
    case 'DONE':
      return writeValues(reply.values);
    case 'ACCEPTED':
      return [`eta=${decimal(reply.etaS)}`];
    case 'CANCELLED':
      return [];
    case 'ERR':
      return [String(reply.code), writeString(reply.says)];
  }
}

/** Plain decimals, without an exponent: 0.0000001 is 0. */
const decimal = (seconds: number): string => String(Number(seconds.toFixed(6)));

function read(line: string): Message | Garbage {
  const parts = tokens(line);
  const first = parts?.[0];
  if (!parts || first === undefined) return garbage(100, null);
  if (first === 'PYROS/1') return readBanner(parts);
  if (first === 'BLOB') return readBlob(parts);
  if (first.startsWith('!')) return readEvent(parts);
  if (!first.startsWith('#') || !ID.test(first.slice(1))) return garbage(100, null);
  return readReply(first.slice(1), parts.slice(1)) ?? readRequest(first.slice(1), parts.slice(1));
}

const garbage = (code: ErrorCode, id: string | null, says: string = ERROR_CODES[code]): Garbage => ({
  kind: 'garbage',
  code,
  says,
  id,
});

function readBanner([, device = '', serial = '', bootId = '', ...rest]: string[]): Message | Garbage {
  const lawful = DEVICE.test(device) && ID.test(serial) && ID.test(bootId) && rest.length === 0;
  return lawful ? { kind: 'banner', device, serial, bootId } : garbage(100, null);
}

function readBlob([, tag = '', count = '', sha256 = '', format = '', ...rest]: string[]): BlobHead | Garbage {
  const id = tag.slice(1);
  const lawful = tag.startsWith('#') && ID.test(id) && COUNT.test(count) && SHA256.test(sha256) && isWord(format);
  return lawful && rest.length === 0 ? { kind: 'blob', id, bytes: Number(count), sha256, format } : garbage(100, null);
}

function readEvent([tag = '', time = '', device = '', name = '', ...pairs]: string[]): DeviceEvent | Garbage {
  const at = new Date(time);
  const values = readValues(pairs);
  const lawful = COUNT.test(tag.slice(1)) && time.endsWith('Z') && !Number.isNaN(at.getTime()) && DEVICE.test(device);
  if (!lawful || !isWord(name) || !values) return garbage(100, null);
  return { kind: 'event', seq: Number(tag.slice(1)), at, device, name, values };
}

/** @returns undefined when the word after the id is no outcome, so that the line must be a request. */
function readReply(id: string, [outcome, ...rest]: string[]): Reply | Garbage | undefined {
  const values = readValues(rest);
  switch (outcome) {
    case 'OK':
    case 'DONE':
      return values ? { kind: 'reply', id, outcome, values } : garbage(100, id);
    case 'ACCEPTED': {
      const eta = rest[0]?.startsWith('eta=') ? rest[0].slice(4) : '';
      const lawful = rest.length === 1 && DECIMAL.test(eta);
      return lawful ? { kind: 'reply', id, outcome, etaS: Number(eta) } : garbage(100, id);
    }
    case 'CANCELLED':
      return rest.length === 0 ? { kind: 'reply', id, outcome } : garbage(100, id);
    case 'ERR': {
      const code = Number(rest[0]);
      const says = readString(rest[1] ?? '');
      const lawful = /^[1-5]\d\d$/.test(rest[0] ?? '') && says !== undefined && rest.length === 2;
      return lawful ? { kind: 'reply', id, outcome, code, says } : garbage(100, id);
    }
    default:
      return undefined;
  }
}

function readRequest(id: string, parts: string[]): Request | Garbage {
  const dated = parts[0]?.startsWith('@') === true;
  const deadline = dated ? (parts[0] ?? '').slice(1) : null;
  if (deadline !== null && !COUNT.test(deadline)) return garbage(104, id, 'a deadline is @ and milliseconds');
  const [device = '', name = '', ...rest] = dated ? parts.slice(1) : parts;
  if (!DEVICE.test(device)) return garbage(101, id);
  const verb = readVerb(name, rest);
  if (typeof verb === 'number') return garbage(verb, id);
  return { kind: 'request', id, deadlineMs: deadline === null ? null : Number(deadline), device, verb };
}

/** The verb, or the code of what is wrong with it. */
function readVerb(verb: string, rest: readonly string[]): Verb | ErrorCode {
  const [name = '', second = ''] = rest;
  switch (verb) {
    case 'GET':
      return rest.length === 0 ? 103 : rest.every(isWord) ? { verb, names: rest } : 104;
    case 'SET':
    case 'DO':
      return rest.length === 0 ? 103 : readAct(verb, name, rest.slice(1));
    case 'STATUS':
    case 'PING':
    case 'UNLOCK':
      return rest.length === 0 ? { verb } : 103;
    case 'HELP':
      return rest.length > 1 ? 103 : rest.length === 0 || isWord(name) ? { verb, name: rest[0] ?? null } : 104;
    case 'SUBSCRIBE':
      return rest.length !== 1 ? 103 : isWord(name) ? { verb, name } : 104;
    case 'LOCK':
      return rest.length !== 2 ? 103 : readLock(name, second);
    case 'ABORT':
      return rest.length > 1 ? 103 : readAbort(rest[0]);
    default:
      return 102;
  }
}

function readAct(verb: 'SET' | 'DO', name: string, args: readonly string[]): Verb | ErrorCode {
  const values = readArguments(args);
  return isWord(name) && values ? { verb, name, values } : 104;
}

const readLock = (token: string, lease: string): Verb | ErrorCode =>
  ID.test(token) && DECIMAL.test(lease) ? { verb: 'LOCK', token, leaseS: Number(lease) } : 104;

function readAbort(tag: string | undefined): Verb | ErrorCode {
  if (tag === undefined) return { verb: 'ABORT', target: null };
  return tag.startsWith('#') && ID.test(tag.slice(1)) ? { verb: 'ABORT', target: tag.slice(1) } : 104;
}
