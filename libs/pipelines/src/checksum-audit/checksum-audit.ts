import { checkSums, csv, FitsError, type HduSums } from '@nightjar/imaging';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { definePipeline, type PipelineInput } from '../kit/definition.js';

/** What an audit found of one file. */
interface Finding {
  readonly file: string;
  readonly size: 'right' | 'wrong' | 'unreadable';
  readonly sha256: 'right' | 'wrong' | 'unreadable';
  /** Of the sums inside a FITS file; `none` where there are none, or it is no FITS file. */
  readonly fits: 'right' | 'wrong' | 'none';
}

/** Holds stored files against the catalogue's record, and FITS files against their own sums. */
export const checksumAudit = definePipeline({
  name: 'checksum-audit',
  title: 'Checksum audit',
  shortName: 'audit',
  says: 'Reads files again and holds them against their recorded size and SHA-256, and FITS files against their own checksums.',
  queue: 'inspect',
  accepts: { target: 'optional', atLeast: 1 },
  async run({ inputs, step, store, log, signal }) {
    const findings = await step('read', async (report) => {
      const found: Finding[] = [];
      for (const [index, input] of inputs.entries()) {
        signal.throwIfAborted();
        found.push(await audit(input));
        report(index + 1, inputs.length);
      }
      return found;
    });
    const damaged = findings.filter((one) =>
      Object.values(one).some((state) => state === 'wrong' || state === 'unreadable'),
    );
    for (const { file, size, sha256, fits } of damaged)
      log(`${file}: size ${size}, SHA-256 ${sha256}, FITS checksums ${fits}`, 'error');
    store({
      ...{ file: 'checksums.csv', type: 'log', mediaType: 'text/csv', of: null, tag: 'audit', meta: {} },
      content: Buffer.from(
        csv(
          ['file', 'size', 'sha256', 'fits'],
          findings.map(({ file, size, sha256, fits }) => [file, size, sha256, fits]),
        ),
      ),
    });
    const verdict = damaged.length === 0 ? 'all as recorded' : `${damaged.length} damaged`;
    return {
      says: `${findings.length} ${findings.length === 1 ? 'file' : 'files'}, ${verdict}`,
      facts: {
        files: findings.length,
        damaged: damaged.map(({ file }) => file),
        withoutFitsSums: findings.filter(({ fits }) => fits === 'none').length,
      },
    };
  },
});

async function audit({ product: { name: file, size, sha256 }, path }: PipelineInput): Promise<Finding> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    return { file, size: 'unreadable', sha256: 'unreadable', fits: 'none' };
  }
  const right = (is: boolean) => (is ? 'right' : 'wrong');
  return {
    file,
    size: right(bytes.length === size),
    sha256: right(createHash('sha256').update(bytes).digest('hex') === sha256),
    fits: fitsState(bytes),
  };
}

/** A FITS file that is cut off is wrong, whatever sums it may carry. */
function fitsState(bytes: Buffer): Finding['fits'] {
  let sums: HduSums[];
  try {
    sums = checkSums(bytes);
  } catch (fault) {
    if (!(fault instanceof FitsError)) throw fault;
    return fault.code === 'not_fits' || fault.code === 'compressed' ? 'none' : 'wrong';
  }
  const states = sums.flatMap(({ checksum, datasum }) => [checksum, datasum]);
  return states.includes('wrong') ? 'wrong' : states.includes('right') ? 'right' : 'none';
}
