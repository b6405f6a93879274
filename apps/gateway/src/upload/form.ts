import { Refusal } from '@nightjar/contracts';
import busboy from 'busboy';
import type { IncomingMessage } from 'node:http';

/** Enough for a night's frames in one request, and for what belongs to them. */
const LIMITS = { files: 200, fields: 200, parts: 400, fieldSize: 10_000 };

/** A form that came in whole. */
export interface Form<File> {
  readonly files: readonly File[];
  /** Each field with all its values, in their order. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** What becomes of one file of the form, while it comes in. It must read the content to its end, or throw. */
export type TakeFile<File> = (name: string, content: AsyncIterable<Uint8Array>) => Promise<File>;

const invalid = (says: string): Refusal => new Refusal('invalid', says);

/**
 * Reads a multipart form whose files are in the field `file`.
 * @throws Refusal `invalid` for what is no such form, what `take` throws, or an Error when the sender goes away;
 *   everything that was begun has ended by then
 */
export async function readForm<File>(request: IncomingMessage, take: TakeFile<File>): Promise<Form<File>> {
  const parser = parserOf(request);
  const taken: Promise<File>[] = [];
  const fields: Record<string, string[]> = {};
  const ended = new Promise<void>((done, failed) => {
    const fail = (fault: Error): void => {
      parser.destroy(fault);
      failed(fault);
    };
    parser.on('file', (field, content, { filename }) => {
      // whoever takes the file hears of it, once they read
      content.on('error', () => undefined);
      if (field !== 'file') return fail(invalid(`a file belongs in the field file, not in ${field}`));
      const file = take(filename ?? '', content);
      taken.push(file);
      file.catch(fail);
    });
    parser.on('field', (field, value, { valueTruncated }) => {
      if (valueTruncated) return fail(invalid(`the field ${field} is too long`));
      (fields[field] ??= []).push(value);
    });
    for (const limit of ['files', 'fields', 'parts'] as const)
      parser.on(`${limit}Limit`, () => fail(invalid(`a form has at most ${LIMITS[limit]} ${limit}`)));
    parser.on('error', (fault) => fail(fault instanceof Refusal ? fault : invalid(`no whole form: ${fault.message}`)));
    parser.on('close', done);
    request.on('close', () => {
      if (!request.complete) fail(new Error('the sender went away'));
    });
    request.pipe(parser);
  });
  try {
    await ended;
    return { files: await Promise.all(taken), fields };
  } finally {
    request.unpipe(parser);
    // what still comes is read and dropped: a sender hears the answer once it has sent everything
    request.resume();
    await Promise.allSettled(taken);
  }
}

function parserOf(request: IncomingMessage) {
  try {
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: LIMITS });
  } catch {
    request.resume();
    throw invalid('send a form: Content-Type multipart/form-data with a boundary, the files in the field file');
  }
}
