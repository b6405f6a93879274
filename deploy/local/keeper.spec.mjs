import { describe, expect, it } from '@jest/globals';
import { Keeper } from './keeper.mjs';

const backOff = { firstMs: 1, longestMs: 4, steadyMs: 1000 };
const calm = new AbortController().signal;

/** A process that ends when told to. */
function played() {
  /** @type {{ end(how: string): void, stopped: boolean }[]} */
  const runs = [];
  /** @type {((run: number) => void)[]} */
  const waiting = [];
  const start = async () => {
    /** @type {(how: string) => void} */
    let end = () => {};
    /** @type {Promise<string>} */
    const exited = new Promise((resolve) => (end = resolve));
    const run = { end, stopped: false };
    runs.push(run);
    waiting.splice(0).forEach((tell) => tell(runs.length));
    const stop = async () => {
      run.stopped = true;
      end('stopped');
    };
    return { pid: runs.length, exited, stop };
  };
  /** @returns {Promise<number>} the next start's number */
  const nextStart = () => new Promise((resolve) => waiting.push(resolve));
  return { runs, start, nextStart };
}

describe('a keeper', () => {
  it('starts again what ended unasked, and says so in one line', async () => {
    const { runs, start, nextStart } = played();
    /** @type {string[]} */
    const news = [];
    const keeper = new Keeper('catalog', start, { news: (line) => news.push(line), backOff });
    await keeper.begin();
    const second = nextStart();
    runs[0]?.end('killed by SIGKILL');
    await second;
    await keeper.stop(calm);
    expect(news).toEqual([
      expect.stringMatching(/^catalog ended after 0\.\d s \(killed by SIGKILL\); starting it again in 0\.0 s$/),
    ]);
    expect(runs.map((run) => run.stopped)).toEqual([false, true]);
  });

  it('goes on trying when a restart itself fails', async () => {
    const { runs, start, nextStart } = played();
    let attempts = 0;
    const flaky = async () => {
      if (++attempts === 2) throw new Error('no room on disk');
      return start();
    };
    /** @type {string[]} */
    const news = [];
    const keeper = new Keeper('nats', flaky, { news: (line) => news.push(line), backOff });
    await keeper.begin();
    const recovered = nextStart();
    runs[0]?.end('exit code 1');
    await recovered;
    await keeper.stop(calm);
    expect(news[1]).toContain('no room on disk');
  });

  it('does not start again what was stopped', async () => {
    const { runs, start } = played();
    const keeper = new Keeper('alerts', start, { news: () => {}, backOff });
    await keeper.begin();
    await keeper.stop(calm);
    expect(runs).toHaveLength(1);
  });

  it('stops a run that was just being started again', async () => {
    const { runs, start } = played();
    /** @type {() => void} */
    let release = () => {};
    const gate = new Promise((resolve) => (release = () => resolve(undefined)));
    /** @type {() => void} */
    let reached = () => {};
    const restarting = new Promise((resolve) => (reached = () => resolve(undefined)));
    const slow = async () => {
      if (runs.length === 1) {
        reached();
        await gate;
      }
      return start();
    };
    const keeper = new Keeper('sequencer', slow, { news: () => {}, backOff });
    await keeper.begin();
    runs[0]?.end('exit code 1');
    await restarting;
    const stopping = keeper.stop(calm);
    release();
    await stopping;
    expect(runs[1]?.stopped).toBe(true);
  });

  it('fails at once when the very first start fails', async () => {
    const keeper = new Keeper('postgres', () => Promise.reject(new Error('no PostgreSQL')), {
      news: () => {},
      backOff,
    });
    await expect(keeper.begin()).rejects.toThrow('no PostgreSQL');
  });
});
