// Keeps one process going: starts it, and starts it again with back-off whenever it ends unasked.
import { setTimeout as pause } from 'node:timers/promises';
import { BACK_OFF, nextWait } from './back-off.mjs';
import { seconds } from './progress.mjs';

/**
 * @typedef {object} Running
 * @property {number | undefined} pid
 * @property {Promise<string> | undefined} exited says how it ended; unset when it is not ours to watch
 * @property {(hurry: AbortSignal) => Promise<void>} stop orderly; at once when `hurry` fires
 */
/** @typedef {(message: string, level?: 'info' | 'warn') => void} News */

export class Keeper {
  /** @type {Running | undefined} */
  #running;
  #ending = new AbortController();
  /** @type {AbortSignal} */
  #hurry = new AbortController().signal;
  /** @type {Promise<void>} */
  #watch = Promise.resolve();
  #start;
  #news;
  #backOff;

  /** @param {string} name @param {() => Promise<Running>} start @param {{ news: News, backOff?: import('./back-off.mjs').BackOff }} options */
  constructor(name, start, { news, backOff = BACK_OFF }) {
    this.name = name;
    this.#start = start;
    this.#news = news;
    this.#backOff = backOff;
  }

  get pid() {
    return this.#running?.pid;
  }

  /** Starts it and watches it from then on. @throws when the very first start fails */
  async begin() {
    this.#running = await this.#start();
    if (this.#running.exited) this.#watch = this.#keep(this.#running.exited);
  }

  /** @param {Promise<string>} exited */
  async #keep(exited) {
    let startedAt = Date.now();
    /** @type {number | undefined} */
    let wait;
    let how = await exited;
    this.#running = undefined;
    while (!this.#ending.signal.aborted) {
      const upMs = Date.now() - startedAt;
      wait = nextWait(wait, upMs, this.#backOff);
      this.#news(`${this.name} ended after ${seconds(upMs)} (${how}); starting it again in ${seconds(wait)}`, 'warn');
      await pause(wait, undefined, { signal: this.#ending.signal }).catch(() => {});
      if (this.#ending.signal.aborted) return;
      startedAt = Date.now();
      how = await this.#again();
    }
  }

  /** One more run, to its end. @returns {Promise<string>} how it ended, or why it did not even start */
  async #again() {
    try {
      this.#running = await this.#start();
      if (this.#ending.signal.aborted) await this.#running.stop(this.#hurry); // the stop came while it started
      return (await this.#running.exited) ?? '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      this.#running = undefined;
    }
  }

  /** Ends it for good. @param {AbortSignal} hurry */
  async stop(hurry) {
    this.#hurry = hurry;
    this.#ending.abort();
    await this.#running?.stop(hurry);
    await this.#watch;
  }
}
