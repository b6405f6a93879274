import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { commandLine, type Confinement } from './confinement.js';
import { findSystemProgram } from './find-program.js';

/** A process is started anew for the next program this long after one was taken, when that one is at work. */
const AGAIN_AFTER_MS = 100;
/** Where a process that stands ready reads what it is to become. */
const ORDER_FD = 3;

/**
 * Reads how many parts there are, the folder, and the parts of a command line, each ended by NUL; becomes that command.
 * When less has come, whoever held the other end is gone: it ends. `exec` with a list, and with the file named apart,
 * never asks a shell. Source: perldoc -f exec.
 */
const BECOMES = `
  $0 = 'nightjar: stands ready to become a program';
  open(my $order, '<&=', ${ORDER_FD}) or exit 125;
  my ($count, @parts) = split /\\0/, do { local $/; <$order> } // '', -1;
  exit 0 unless @parts && pop(@parts) eq '' && @parts == $count;
  close $order;
  my $folder = shift @parts;
  chdir $folder or die "$folder: $!\\n";
  @ENV{'HOME', 'TMPDIR'} = ($folder, $folder);
  exec { $parts[0] } @parts or die "$parts[0]: $!\\n";
`;

/**
 * Keeps one process ready to become the next program. A start copies the tables of this process's memory and stops it
 * meanwhile, the longer the more of it there is; so it is done while nobody waits for it. A process that stands
 * ready is confined already, has no folder and knows nothing; it ends by itself when this process has ended.
 */
export class Prefork implements Disposable {
  private ready: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private over = false;
  private readonly perl: string | undefined;

  /**
   * @param path folders as in PATH
   * @param perl name of the program it is made of. Where there is none every program is started when it is wanted
   */
  constructor(
    private readonly path: string,
    private readonly confinement: Confinement,
    perl = 'perl',
  ) {
    this.perl = findSystemProgram(perl, path);
    this.prepare();
  }

  /** Process id of what stands ready. */
  get pid(): number | undefined {
    return this.ready?.pid;
  }

  /** What it makes ready is confined so. */
  confines({ isolation, memoryBytes }: Confinement): boolean {
    return isolation === this.confinement.isolation && memoryBytes === this.confinement.memoryBytes;
  }

  /**
   * A process that becomes this program; undefined when none stands ready.
   * @param argv program and arguments
   */
  become(argv: readonly string[], folder: string): ChildProcess | undefined {
    const parts = [folder, ...argv];
    // which is no command line: a start proper says so
    if (parts.some((part) => part.includes('\0'))) return undefined;
    const child = this.ready;
    this.ready = undefined;
    this.timer ??= setTimeout(() => this.prepare(), AGAIN_AFTER_MS).unref();
    if (!child || child.exitCode !== null || child.signalCode !== null) return undefined;
    child.removeAllListeners();
    child.ref();
    for (const end of endsOf(child)) end.ref();
    const order = child.stdio[ORDER_FD] as Writable;
    order.end([String(parts.length), ...parts, ''].join('\0'));
    return child;
  }

  [Symbol.dispose](): void {
    this.over = true;
    clearTimeout(this.timer);
    this.ready?.kill('SIGKILL');
    this.ready = undefined;
  }

  private prepare(): void {
    this.timer = undefined;
    if (this.over || this.ready || this.perl === undefined) return;
    const [file = '', ...args] = commandLine(this.confinement, this.path, [this.perl, '-e', BECOMES]);
    const child = spawn(file, args, {
      ...{ cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] },
      env: { PATH: this.path, LC_ALL: 'C', OMP_NUM_THREADS: '1' },
    });
    const lose = (): void => {
      if (this.ready === child) this.ready = undefined;
    };
    child.on('error', lose).on('exit', lose);
    // it keeps nobody alive, and one that ends before it was told anything is none of our faults
    child.unref();
    for (const end of endsOf(child)) end.on('error', () => undefined).unref();
    this.ready = child;
  }
}

const endsOf = (child: ChildProcess): readonly Socket[] => child.stdio.filter((end) => end !== null) as Socket[];
