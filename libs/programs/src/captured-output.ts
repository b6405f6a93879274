import type { ChildProcess } from 'node:child_process';

const HEAD_LINES = 10;
const TAIL_LINES = 20;
const LONGEST_LINE = 1000;
/** Of what somebody listens to; a program may say much in one line of JSON. */
const LONGEST_HEARD = 2 ** 20;

/** Of the lines of both outputs the first and the last, however much a program says. */
export class CapturedOutput {
  readonly head: string[] = [];
  readonly tail: string[] = [];
  leftOut = 0;
  private readonly open = { out: '', err: '' };
  private readonly longestOpen: number;

  /** @param hear gets each line of the standard output as it comes */
  constructor(
    child: ChildProcess,
    private readonly hear?: (line: string) => void,
  ) {
    this.longestOpen = hear ? LONGEST_HEARD : LONGEST_LINE;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.take('out', text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.take('err', text));
    child.once('close', () => (['out', 'err'] as const).forEach((from) => this.note(from, this.open[from])));
  }

  private take(from: 'out' | 'err', text: string): void {
    const parts = (this.open[from] + text).split(/[\r\n]+/);
    this.open[from] = (parts.pop() ?? '').slice(0, this.longestOpen);
    for (const line of parts) this.note(from, line);
  }

  private note(from: 'out' | 'err', line: string): void {
    if (line.trim() === '') return;
    if (from === 'out') this.hear?.(line);
    this.tail.push(line.slice(0, LONGEST_LINE));
    if (this.tail.length <= TAIL_LINES) return;
    const passed = this.tail.shift() ?? '';
    if (this.head.length < HEAD_LINES) this.head.push(passed);
    else this.leftOut += 1;
  }
}
