import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures');

const ID = /^[a-z]{3}_[0-9a-f]{8}-[0-9a-f-]{27}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Identifiers and clock times differ from run to run; everything else must not. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return ID.test(value) || INSTANT.test(value) ? '<ANY>' : value;
  if (Array.isArray(value)) return value.map(masked);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
  }
  return value;
}

/**
 * Holds a value against its golden file under `fixtures/`; `UPDATE=1` writes the file anew.
 * @throws when they differ, or when there is no file yet
 */
export async function golden(value: unknown, file: string): Promise<void> {
  const path = resolve(FIXTURES, file);
  const is = masked(JSON.parse(JSON.stringify(value)));
  if (process.env['UPDATE']) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(is, null, 2)}\n`);
    return;
  }
  if (!existsSync(path)) throw new Error(`there is no golden file ${file}; run with UPDATE=1 to write it`);
  const was: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isDeepStrictEqual(is, was)) {
    throw new Error(
      `${file} differs; run with UPDATE=1 if the change is meant. It is now:\n${JSON.stringify(is, null, 2)}`,
    );
  }
}
