import type { Header } from '@nightjar/imaging';

/** Names of BUNIT that say what this program takes for granted: counts as they were read out. */
const counts = /^(adu|dn|counts?|adus?\/pix(el)?|adu\s*pix(el)?-1|)$/i;
const electrons = /^(e-?|electrons?|photo-?electrons?|e-?\/pix(el)?)$/i;
const perSecond = /(\/\s*s(ec(ond)?s?)?|s-1|s\*\*-1|s\^-1)$/i;

/**
 * What BUNIT says that makes errors wrong if the pixels are taken for ADU of one exposure; undefined when nothing does.
 * @param gainEPerAdu the gain that is used
 */
export function doubtOfUnits(header: Header, gainEPerAdu: number): string | undefined {
  const unit = (header.text('BUNIT') ?? '').trim();
  if (counts.test(unit)) return undefined;
  if (electrons.test(unit))
    return gainEPerAdu === 1
      ? undefined
      : `The pixels are in electrons (BUNIT ${unit}): with a gain of ${gainEPerAdu} instead of 1 the errors of stars are wrong.`;
  if (perSecond.test(unit))
    return `The pixels are rates (BUNIT ${unit}): errors are right only with a gain of gain times exposure time.`;
  return `The pixels are in ${unit} (BUNIT), not in ADU: a gain of ${gainEPerAdu} may mean nothing.`;
}
