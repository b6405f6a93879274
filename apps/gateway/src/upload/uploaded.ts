import { AddProduct, Refusal, type DataProduct } from '@nightjar/contracts';
import { z } from 'zod';
import { refuseUnstorable } from '../http/text.guard.js';
import type { Form } from './form.js';

/** What may be said of the files of one form. */
const Fields = z.strictObject({
  target: AddProduct.takes.shape.target.optional(),
  type: AddProduct.takes.shape.type.unwrap().optional(),
  tags: z.array(z.string().min(1).max(100)).max(50).default([]),
});
export type UploadFields = z.output<typeof Fields>;

const LONGEST_NAME = 250;

/** The name a file goes by: the last part of what the sender calls it. @throws Refusal when that is no name */
export function nameOf(sent: string): string {
  const name = (sent.split(/[/\\]/).at(-1) ?? '').normalize('NFC').trim();
  const lawful = name !== '' && !name.startsWith('.') && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name);
  if (lawful) return name;
  throw new Refusal(
    'invalid',
    `${JSON.stringify(sent.slice(0, 80))} is no name of a file: at most ${LONGEST_NAME} characters, printable, no dot first`,
  );
}

/** A frame by its name; whoever uploads something else in a FITS file says so. */
export const typeOf = (name: string): DataProduct['type'] =>
  /\.(fits?|fts)(\.(fz|gz))?$/i.test(name) ? 'frame' : 'other';

/** The fields of a form, tags apart by commas or each in a field of its own. @throws Refusal naming every fault */
export function fieldsOf(fields: Form<unknown>['fields']): UploadFields {
  refuseUnstorable({ form: fields });
  const single = Object.entries(fields).filter(([name]) => name !== 'tags');
  const twice = single.filter(([, values]) => values.length > 1).map(([name]) => `${name} is there twice`);
  if (twice.length > 0) throw new Refusal('invalid', twice.join('; '));
  const given = single.flatMap(([name, [value]]) => (value === undefined || value === '' ? [] : [[name, value]]));
  const tags = (fields['tags'] ?? []).flatMap((value) => value.split(',')).map((tag) => tag.trim());
  const parsed = Fields.safeParse({ ...Object.fromEntries(given), tags: [...new Set(tags.filter(Boolean))] });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new Refusal('invalid', `${faults.join('; ')}. Fields of an upload are file, target, type and tags`);
}

/** @throws Refusal `too_large` as soon as more than so much has come */
export async function* atMost(
  name: string,
  content: AsyncIterable<Uint8Array>,
  megabytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > megabytes * 1e6)
      throw new Refusal('too_large', `${name} is larger than ${megabytes} MB; NIGHTJAR_LARGEST_UPLOAD_MB allows more`);
    yield chunk;
  }
}
