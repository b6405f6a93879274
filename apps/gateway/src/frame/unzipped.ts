import { FitsError } from '@nightjar/imaging';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A frame of 8k x 8k pixels of 32 bits; one that is larger is looked at unzipped. */
const MOST_BYTES = 2 ** 28;
/** Whoever looks at a frame asks for its pieces within seconds of one another. */
const KEPT_MS = 60_000;

const unzip = promisify<Buffer, object, Buffer>(gunzip);

/** The file that was unzipped last, for as long as its pieces are asked for: a gzipped file has no middle to read from. */
export class LastUnzipped {
  private last: { readonly key: string; readonly bytes: Promise<Buffer>; readonly timer: NodeJS.Timeout } | undefined;

  /** @param key names the content. @throws FitsError `bad_gzip` when it is broken, `too_large` beyond the bound */
  async bytes(key: string, read: () => Promise<Buffer>): Promise<Buffer> {
    if (this.last?.key !== key) {
      this.forget();
      const timer = setTimeout(() => this.forget(), KEPT_MS).unref();
      this.last = { key, timer, bytes: read().then(unzipped) };
    }
    const { last } = this;
    last.timer.refresh();
    try {
      return await last.bytes;
    } catch (fault) {
      // what could not be read now may be read the next time
      if (this.last === last) this.forget();
      throw fault;
    }
  }

  private forget(): void {
    clearTimeout(this.last?.timer);
    this.last = undefined;
  }
}

async function unzipped(bytes: Buffer): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: MOST_BYTES });
  } catch (fault) {
    const { code, message } = fault as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new FitsError('too_large', `the file unfolds to more than ${MOST_BYTES} bytes: bring it unzipped`);
    throw new FitsError('bad_gzip', `the gzipped file is broken (${message}): fetch it again`);
  }
}
