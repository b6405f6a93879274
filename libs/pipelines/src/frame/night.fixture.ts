import { Header, writeImage, type Card, type PixelArray } from '@nightjar/imaging';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineInput } from '../kit/definition.js';
import { frameProduct } from '../photometry/afterglow.fixture.js';

/** Files of frames in a folder, gone at the end of the block that holds it. */
export class Night implements Disposable {
  private readonly folder = mkdtempSync(join(tmpdir(), 'nightjar-night-'));
  private files = 0;

  /** A frame of 500 x 50 pixels unless said otherwise; `dateObs` null leaves the date out. */
  frame(
    name: string,
    dateObs: string | null,
    { widthPx = 500, heightPx = 50, value = (i: number) => i % 251, cards = [] }: Look = {},
  ): PipelineInput {
    const data: PixelArray = Float32Array.from({ length: widthPx * heightPx }, (_, i) => value(i));
    const dated: Card[] = dateObs === null ? [] : [{ keyword: 'DATE-OBS', value: dateObs }];
    return this.file(name, writeImage(new Header([...dated, ...cards]), { widthPx, heightPx, data }));
  }

  /** Any file, recorded as the catalogue does. */
  file(name: string, content: Buffer): PipelineInput {
    const path = join(this.folder, String(++this.files));
    writeFileSync(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return frameProduct(path, { name, size: content.length, sha256 });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

interface Look {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly value?: (i: number) => number;
  readonly cards?: readonly Card[];
}
