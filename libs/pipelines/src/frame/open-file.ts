import type { RandomAccess } from '@nightjar/imaging';
import { open } from 'node:fs/promises';

/** Reads from a file at any place. `use` may keep nothing of it: the file is closed when it is done. */
export async function withFile<T>(path: string, use: (file: RandomAccess) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return await use({
      sizeBytes: size,
      async read(offset, length) {
        const wanted = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
        const { bytesRead } = await file.read(wanted, 0, wanted.length, offset);
        return wanted.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}

/** Reads from what is in memory. */
export const inMemory = (bytes: Buffer): RandomAccess => ({
  sizeBytes: bytes.length,
  read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
});
