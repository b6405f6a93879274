import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What was sent into the observatory, and what came of it as far as the sender knows. */
export type Entry =
  | { readonly step: 'sent'; readonly what: 'alert'; readonly key: string; readonly role: 'observation' | 'test' }
  | { readonly step: 'sent'; readonly what: 'target'; readonly key: string }
  | {
      readonly step: 'acked' | 'refused';
      readonly what: 'alert' | 'target';
      readonly key: string;
      readonly says: string;
    };

/**
 * The sender's own book: a file outside the observatory, a line before each sending and after each answer, on the disk
 * before anything else happens. It shares nothing with the services it is held against.
 */
export class Ledger<Kept = Entry> implements Disposable {
  private readonly file: number;

  constructor(readonly path: string) {
    this.file = openSync(path, 'a', 0o600);
  }

  write(entry: Kept): void {
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
    fdatasyncSync(this.file);
  }

  read(): Kept[] {
    const lines = readFileSync(this.path, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Kept);
  }

  [Symbol.dispose](): void {
    closeSync(this.file);
  }
}
