import type { Night } from '@nightjar/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './root.js';

const NIGHTJAR = join(ROOT, 'apps/cli/bin/nightjar.mjs');

/** What came of a shell script. */
export interface Outcome {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Follows a page of the documents: types its commands, word for word, at a night that runs. */
export class Follower {
  /** @param folder where the commands are typed */
  constructor(
    private readonly night: Night,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  /** Runs shell commands as a page has them; `npx nightjar` is the program of this checkout. */
  async shell(script: string): Promise<Outcome> {
    const npx = `npx() { shift; ${process.execPath} ${NIGHTJAR} "$@"; }`;
    const env = { PATH: process.env['PATH'], NIGHTJAR_HOME: this.night.home, NIGHTJAR_HTTP_PORT: String(this.port) };
    const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', `${npx}\n${script}`], { cwd: this.folder, env });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { status, stdout, stderr };
  }

  /** Asks again until commands succeed and say what is wanted. @throws when that does not come in time */
  async until(script: string, says: RegExp, withinMs: number): Promise<void> {
    for (const since = performance.now(); ; await new Promise((done) => setTimeout(done, 200))) {
      const outcome = await this.shell(script);
      if (outcome.status === 0 && says.test(outcome.stdout)) return;
      if (performance.now() - since > withinMs)
        throw new Error(`waited in vain for ${says} of ${script}: ${outcome.stderr || outcome.stdout}`);
    }
  }
}

/** The commands of a page that want a running site, in their order. @param page below `docs/` */
export const siteBlocks = (page: string): string[] =>
  [...readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(/^```sh site\n([\s\S]*?)^```/gm)].map(
    ([, block = '']) => block,
  );
