import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { learn, type Burst } from './burst.js';

/** The bursts of this sky, on disk: a star does not go out because a program was killed. */
export class BurstBook {
  private bursts: readonly Burst[];
  private readonly path: string;

  /** @param folder made when it is not there */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, 'bursts.json');
    this.bursts = existsSync(this.path) ? (JSON.parse(readFileSync(this.path, 'utf8')) as Burst[]) : [];
  }

  get all(): readonly Burst[] {
    return this.bursts;
  }

  /** @returns whether the sky has changed */
  add(burst: Burst): boolean {
    const bursts = learn(this.bursts, burst);
    if (bursts === this.bursts) return false;
    this.bursts = bursts;
    writeFileSync(`${this.path}.part`, `${JSON.stringify(bursts, null, 2)}\n`);
    renameSync(`${this.path}.part`, this.path);
    return true;
  }
}
