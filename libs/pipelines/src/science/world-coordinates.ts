import { readFits, readWcs, type Card, type Header, type Wcs } from '@nightjar/imaging';
import { readPlain } from '../frame/open-frame.js';
import type { PipelineInput } from '../kit/definition.js';

const celestial =
  /^(WCSAXES|CTYPE\d|CUNIT\d|CRVAL\d|CRPIX\d|CDELT\d|CROTA\d|CD\d_\d|PC\d_\d|PV\d_\d+|[AB]P?_(ORDER|\d_\d)|LONPOLE|LATPOLE|RADE(CSY|SYS)|EQUINOX)$/;

/** A coarser scale is no camera's: the WCS was never filled in. */
const coarsestArcsec = 100;
const usable = (wcs: Wcs | undefined): Wcs | undefined =>
  wcs && wcs.pixelScaleArcsec <= coarsestArcsec ? wcs : undefined;

/**
 * Header and world coordinates of a frame. A solution beside it (a product of type `wcs`) takes the place of what the
 * header says. @throws FitsError for a WCS that is not read
 */
export async function worldCoordinates(
  header: Header,
  solutions: readonly PipelineInput[],
): Promise<{ readonly header: Header; readonly wcs: Wcs | undefined }> {
  const [solution] = solutions;
  if (!solution) return { header, wcs: usable(readWcs(header)) };
  const solved = readFits(await readPlain(solution)).hdus[0]?.header;
  const merged = placed(header, solved?.cards.filter(({ keyword }) => celestial.test(keyword)) ?? []);
  return { header: merged, wcs: usable(readWcs(merged)) };
}

/** A header with these world coordinates in place of all that it had: a distortion that stays behind would bend them. */
export function placed(header: Header, cards: readonly Card[]): Header {
  const before = header.cards.map(({ keyword }) => keyword).filter((name) => celestial.test(name));
  return header.without(...before).with(...cards);
}
