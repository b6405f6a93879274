// What everybody says: on stdout for people or for machines, and in a file for each.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LogFile } from './log-file.mjs';
import { parse, readable } from './log-line.mjs';

const INFO = 30;
const WARN = 40;

export class Log {
  /** @type {Map<string, LogFile>} */
  #files = new Map();
  #folder;
  #json;
  #now;
  #write;
  #colour;

  /**
   * @param {{ folder: string, json?: boolean, colour?: boolean, now?: () => Date, write?: (line: string) => void }} options
   *   `now`: the site's clock, for what the supervisor itself says
   */
  constructor({
    folder,
    json = false,
    colour = false,
    now = () => new Date(),
    write = (line) => process.stdout.write(`${line}\n`),
  }) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#json = json;
    this.#colour = colour;
    this.#now = now;
    this.#write = write;
  }

  /** A line a service wrote; what is no record is made one. @param {string} service @param {string} line @param {'out' | 'err'} stream */
  line(service, line, stream = 'out') {
    if (line.trim() === '') return;
    const record = parse(line);
    if (record) this.#put(service, record, line);
    else this.say(service, line, stream === 'err' ? WARN : INFO);
  }

  /** @param {string} service @param {string} msg @param {number} [level] */
  say(service, msg, level = INFO) {
    const record = { level, time: Date.now(), at: this.#now().toISOString(), service, msg };
    this.#put(service, record, JSON.stringify(record));
  }

  /** @type {import('./keeper.mjs').News} */
  news = (message, level = 'info') => this.say('supervisor', message, level === 'warn' ? WARN : INFO);

  /** @param {string} service @param {import('./log-line.mjs').LogRecord} record @param {string} raw */
  #put(service, record, raw) {
    this.#file(service).write(raw);
    this.#write(this.#json ? raw : readable(service, record, { colour: this.#colour }));
  }

  /** @param {string} service */
  #file(service) {
    const file = this.#files.get(service) ?? new LogFile(join(this.#folder, `${service}.log`));
    this.#files.set(service, file);
    return file;
  }

  close() {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}
