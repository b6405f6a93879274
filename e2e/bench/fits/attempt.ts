import {
  FitsError,
  inspectFrame,
  openImages,
  readFits,
  readLdac,
  readWcs,
  checkSums,
  firstImage,
} from '@nightjar/imaging';

/** What became of a file: `read`, or the code of the refusal. @throws whatever is no FitsError */
export async function attempt(bytes: Buffer): Promise<string> {
  const outcomes = [
    refusal(() => everything(bytes)),
    refusal(() => {
      const { header, image } = firstImage(readFits(bytes));
      inspectFrame(header, image);
    }),
    refusal(() => readLdac(bytes)),
    refusal(() => checkSums(bytes)),
    await banded(bytes),
  ];
  return outcomes[0] ?? 'read';
}

/** Every pixel, every column and every WCS of the file. */
function everything(bytes: Buffer): void {
  for (const hdu of readFits(bytes).hdus) {
    refusal(() => readWcs(hdu.header)?.skyToPixel({ raDeg: 10, decDeg: 20 }));
    if (hdu.kind === 'image') void hdu.data?.length;
    if (hdu.kind !== 'table') continue;
    for (const name of hdu.table.columnNames)
      for (const read of ['numbers', 'arrays', 'texts', 'bigints'] as const) refusal(() => hdu.table[read](name));
  }
}

async function banded(bytes: Buffer): Promise<string | undefined> {
  try {
    const images = await openImages({
      sizeBytes: bytes.length,
      read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    });
    for (const image of images) for await (const band of image.bands()) void band.image.data.length;
  } catch (fault) {
    if (fault instanceof FitsError) return fault.code;
    throw fault;
  }
  return undefined;
}

function refusal(act: () => unknown): string | undefined {
  try {
    act();
  } catch (fault) {
    if (fault instanceof FitsError) return fault.code;
    throw fault;
  }
  return undefined;
}
