import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from './main.js';
import type { World } from './world.js';

/** What a command line did. */
export interface Outcome {
  readonly exit: number;
  readonly said: string;
  readonly talked: string;
}

/** A checkout in a temporary folder, and a terminal that remembers. */
export class TestWorld implements World, Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'nightjar-cli-'));
  readonly colour = false;
  env: Record<string, string> = {};
  stdin: AsyncIterable<Uint8Array> = bytes();
  private said = '';
  private talked = '';
  private readonly ctrlC = new AbortController();
  private readonly watchers = new Set<() => void>();

  get interrupted(): AbortSignal {
    return this.ctrlC.signal;
  }

  readonly say = (text: string): void => {
    this.said += text;
    for (const watcher of this.watchers) watcher();
  };

  readonly talk = (text: string): void => {
    this.talked += text;
  };

  interrupt(): void {
    this.ctrlC.abort();
  }

  /** A file of the checkout. @returns its path */
  write(path: string, text: string): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  async run(...args: string[]): Promise<Outcome> {
    const exit = await main(args, this);
    return { exit, said: this.said, talked: this.talked };
  }

  /** Resolves once standard output holds the text. */
  async until(text: string): Promise<void> {
    while (!this.said.includes(text)) await new Promise<void>((done) => this.watchers.add(done));
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Standard input that holds these chunks. */
export async function* bytes(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** The records of JSON lines. */
export const records = (said: string): unknown[] =>
  said
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
