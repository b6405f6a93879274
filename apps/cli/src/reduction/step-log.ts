import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file of a step's log in the folder of its products, as in the folder of a task of STDWeb. */
export const logFile = (pipeline: string): string => `${pipeline}.log`;

/** Everything that a step says, a line each with its time (UTC), on disk as soon as it is said: it can be followed, and is there after a crash. */
export class StepLog {
  readonly path: string;

  /** Begins anew. */
  constructor(folder: string, pipeline: string) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, logFile(pipeline));
    writeFileSync(this.path, '');
  }

  /** @param level `info` goes without saying */
  line(text: string, level = 'info'): void {
    const prefix = `${new Date().toISOString()} ${level === 'info' ? '' : `${level}: `}`;
    appendFileSync(this.path, `${prefix}${text.trimEnd().replaceAll('\n', '\n  ')}\n`);
  }
}
