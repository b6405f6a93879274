import type { Conclusion, PipelineContext } from '../definition.js';
import type { FileOutput, MadeDatum } from '../output.js';
import type { Report } from '../progress.js';
import { readLine, type ProgramLine } from './program-line.js';

/** What a program says while it runs, passed on in its order; outputs are taken when it has ended. */
export class ProgramTalk {
  private step: { readonly report: Report; readonly end: (ok: boolean) => Promise<void> } | undefined;
  /** One line after the other: a step ends before the next begins. */
  private last: Promise<void> = Promise.resolve();
  private readonly outputs: FileOutput[] = [];
  private readonly data: MadeDatum[] = [];
  private failure: string | undefined;
  private conclusion: Conclusion = { says: 'done', facts: {} };

  constructor(private readonly ctx: PipelineContext<unknown>) {}

  hear(line: string): void {
    if (line.trim() === '') return;
    this.last = this.last.then(() => this.take(line));
  }

  /**
   * To be called when the program has ended: `ok` says how.
   * @throws PipelineFailure when the program said that it failed, or offered what is not there
   */
  async end(ok: boolean): Promise<Conclusion> {
    await this.last;
    await this.step?.end(ok && this.failure === undefined);
    if (this.failure !== undefined) return this.ctx.fail(this.failure);
    for (const output of this.outputs) await this.ctx.output(output);
    for (const datum of this.data) this.ctx.datum(datum);
    return this.conclusion;
  }

  private async take(line: string): Promise<void> {
    const read = readLine(line);
    if (read.kind === 'words') return this.ctx.log(read.text);
    if (read.kind === 'wrong') {
      this.failure ??= read.because;
      return this.ctx.log(read.because, 'error');
    }
    return this.obey(read.message);
  }

  private async obey(message: ProgramLine): Promise<void> {
    if ('status' in message) return this.ctx.status(message.status);
    if ('step' in message) return this.begin(message.step);
    if ('progress' in message) {
      const [done, of] = typeof message.progress === 'number' ? [message.progress, 1] : message.progress;
      return this.step?.report(done, of);
    }
    if ('log' in message) return this.ctx.log(message.log, message.level);
    // the kind is judged where the output is taken, in words of its own
    if ('output' in message) return void this.outputs.push(message.output as FileOutput);
    if ('datum' in message) return void this.data.push(message.datum);
    if ('fail' in message) return void (this.failure ??= message.fail);
    this.conclusion = { says: message.done, facts: message.facts };
  }

  private async begin(name: string): Promise<void> {
    await this.step?.end(true);
    let settle: (ok: boolean) => void = () => undefined;
    let report: Report = () => undefined;
    const lasts = this.ctx.step(
      name,
      (given) =>
        new Promise<void>((done, failed) => {
          report = given;
          settle = (ok) => (ok ? done() : failed(new Error('the program failed in it')));
        }),
    );
    const ended = lasts.catch(() => undefined);
    this.step = {
      report: (done, of) => report(done, of),
      end: async (ok) => {
        settle(ok);
        await ended;
      },
    };
  }
}
