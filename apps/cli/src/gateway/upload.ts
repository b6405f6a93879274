import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Exit, Stop } from '../exit.js';
import type { Gateway } from './gateway.js';
import { Product } from './process.js';

/** What is said of a file that is uploaded. */
export interface About {
  readonly target?: string | undefined;
  readonly type?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** Uploads a file, however large; it is read as it is sent. @throws Stop */
export async function upload(gateway: Gateway, path: string, { target, type, tags = [] }: About): Promise<Product> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new Stop(Exit.notFound, `there is no file ${path}`);
  const form = new FormData();
  if (target !== undefined) form.append('target', target);
  if (type !== undefined) form.append('type', type);
  for (const tag of tags) form.append('tags', tag);
  form.append('file', await openAsBlob(path), basename(path));
  return gateway.json(Product, '/api/data-products', { method: 'POST', body: form });
}
