import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * What the program on PATH does: `subtracts` as hotpants does; `hangs` without an end; `crashes` of a signal; `refuses` with a
 * message; `leaves nothing` though it ends well; `cuts short` what it leaves.
 */
export type HotpantsManner = 'subtracts' | 'hangs' | 'crashes' | 'refuses' | 'leaves nothing' | 'cuts short';

const program = join(import.meta.dirname, '../../dist/hotpants/program.js');
const run = (rest: string): string => `"${process.execPath}" "${program}" "$@"${rest}\n`;

/** The file that follows -outim. */
const outim = `out=; before=; for one in "$@"; do [ "$before" = -outim ] && out="$one"; before="$one"; done\n`;

const MANNERS: Readonly<Record<HotpantsManner, string>> = {
  subtracts: `exec ${run('')}`,
  hangs: 'echo Doing >&2\nexec sleep 100000\n',
  crashes: 'echo Doing >&2\nkill -SEGV $$\n',
  refuses: 'echo "FATAL ERROR iu (-3.0) : cannot be negative (or zero)" >&2\nexit 1\n',
  'leaves nothing': 'exit 0\n',
  'cuts short': `${outim}${run(' || exit $?')}dd if="$out" of="$out.cut" bs=2880 count=3 2>/dev/null && mv "$out.cut" "$out"\n`,
};

/** A real program by the name of `hotpants`, first on PATH until it is disposed of. */
export class HotpantsPeer implements Disposable {
  private readonly folder = mkdtempSync(join(tmpdir(), 'nightjar-hotpants-peer-'));
  private readonly before = process.env['PATH'] ?? '';
  readonly path = `${this.folder}${delimiter}${this.before}`;

  constructor(manner: HotpantsManner = 'subtracts') {
    const file = join(this.folder, 'hotpants');
    writeFileSync(file, `#!/bin/sh\n${MANNERS[manner]}`);
    chmodSync(file, 0o755);
    process.env['PATH'] = this.path;
  }

  [Symbol.dispose](): void {
    process.env['PATH'] = this.before;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
