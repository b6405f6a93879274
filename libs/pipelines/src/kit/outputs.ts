import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { PipelineFailure } from './failure.js';
import { fileWithin } from './file-within.js';
import {
  faultOfName,
  mediaTypeOf,
  type FileOutput,
  type MadeDatum,
  type MadeDocument,
  type MadeProduct,
} from './output.js';

/** Texts among the reduced data are tables and notes, no archives: those of a process go through the bus together. */
const documentBytes = 600_000;

/** What a run has offered so far. */
export class Outputs {
  readonly products: MadeProduct[] = [];
  readonly data: MadeDatum[] = [];
  readonly documents: MadeDocument[] = [];
  readonly removed: string[] = [];
  private readonly names = new Set<string>();
  private bytes = 0;

  constructor(private readonly workdir: string) {}

  product(product: MadeProduct): void {
    this.claim(product.file);
    this.products.push(product);
  }

  datum(datum: MadeDatum): void {
    this.data.push(datum);
  }

  /** @throws PipelineFailure when the texts of this run are too long together */
  document(document: MadeDocument): void {
    this.claim(document.file);
    // as they travel: what JSON escapes is longer there
    this.bytes += Buffer.byteLength(JSON.stringify(document));
    if (this.bytes > documentBytes)
      throw new PipelineFailure(`${document.file} is too long for a reduced datum: offer it as a data product.`);
    this.documents.push(document);
  }

  /** @throws PipelineFailure when the file is not in the workdir, or is offered as something that there is not */
  async file(output: FileOutput): Promise<void> {
    const { kind = 'data-product', type = 'other', tag = '', of = null, meta = {} } = output;
    if (kind !== 'data-product' && kind !== 'reduced-datum')
      throw new PipelineFailure(`Invalid output type '${String(kind).slice(0, 80)}'`);
    const path = await fileWithin(this.workdir, output.file);
    const facts = path === undefined ? undefined : await stat(path);
    if (path === undefined || !facts?.isFile())
      throw new PipelineFailure(`The output ${JSON.stringify(output.file)} is no file in the folder of the process.`);
    const file = basename(output.file);
    if (kind === 'data-product') {
      const mediaType = output.mediaType ?? mediaTypeOf(file);
      return this.product({ ...{ file, type, mediaType, of, tag, meta }, content: await readFile(path) });
    }
    if (facts.size > documentBytes)
      throw new PipelineFailure(`${file} is too long for a reduced datum: offer it as a data product.`);
    return this.document({ file, tag, meta, text: await readFile(path, 'utf8') });
  }

  /** Names are those of products in the catalogue: lawful, and each once. */
  private claim(file: string): void {
    const fault = faultOfName(file) ?? (this.names.has(file) ? `There are two outputs named ${file}.` : undefined);
    if (fault !== undefined) throw new PipelineFailure(fault);
    this.names.add(file);
  }
}
