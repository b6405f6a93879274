import { existsSync } from 'node:fs';
import { Exit, Stop } from '../exit.js';
import type { World } from '../world.js';
import type { Gateway } from './gateway.js';
import { upload } from './upload.js';

const isProduct = (text: string): boolean => /^prd_[0-9a-f-]{36}$/.test(text);

/** A product as it is; a file is uploaded. @throws Stop when it is neither */
export async function productOf(
  gateway: Gateway,
  input: string,
  target: string | undefined,
  world: World,
): Promise<string> {
  if (isProduct(input)) return input;
  if (!existsSync(input)) throw new Stop(Exit.notFound, `${input} is no file, and no identifier of a product`);
  const { id, name } = await upload(gateway, input, { target });
  world.talk(`${name} is ${id}\n`);
  return id;
}
