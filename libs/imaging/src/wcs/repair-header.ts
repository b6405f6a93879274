import type { Card } from '../fits/card.js';
import type { Header } from '../fits/header.js';

/** Left over from other programs: they contradict the WCS or make readers stumble. */
const leftOver = /^(CDELTM[12]|XPIXELSZ|YPIXELSZ|WCSDIM|LTM\d_\d|LTV\d|WAT\d_\d+|NAXIS3)$/;
const numeric = /^(CR(VAL|PIX|OTA)\d|CDELT\d|CD\d_\d|PC\d_\d|PV\d_\d+|LONPOLE|LATPOLE|EQUINOX|[AB]P?_(ORDER|\d_\d))$/;

/**
 * The header with the WCS that it means: CTYPE2 `DEC---TAN` spelt as the standard has it; TAN with distortion in PV,
 * SCAMP's old habit, called TPV; PV1_1 and PV1_2 dropped where TAN has no use for them; numbers that were written as
 * text made numbers; PC001002 renamed PC1_2; cards of other programs and a FOCALLEN of zero left out.
 */
export function repairWcsHeader(header: Header): Header {
  const kept = header.without(...dropped(header));
  const changes = kept.cards.flatMap((card): Card[] => repaired(kept, card));
  return changes.length === 0 ? kept : kept.with(...changes);
}

function dropped(header: Header): string[] {
  const gone = header.cards.map(({ keyword }) => keyword).filter((keyword) => leftOver.test(keyword));
  if (header.number('FOCALLEN') === 0) gone.push('FOCALLEN');
  if (isTan(header) && !distortsByPv(header)) gone.push('PV1_1', 'PV1_2');
  return gone;
}

const isTan = (header: Header): boolean => /^(RA-|DEC)-+TAN$/.test(header.text('CTYPE1') ?? '');

/** PV1_0..4 have a meaning for TAN as well (where its centre and pole are); any other makes it a TPV. */
const distortsByPv = (header: Header): boolean =>
  header.cards.some(({ keyword }) => /^PV(1_([5-9]|\d\d)|2_\d+)$/.test(keyword));

function repaired(header: Header, card: Card): Card[] {
  const { keyword, value } = card;
  const pc = /^PC00([1-9])00([1-9])$/.exec(keyword);
  if (pc && !header.has(`PC${pc[1]}_${pc[2]}`)) return [{ ...card, keyword: `PC${pc[1]}_${pc[2]}` }];
  if (typeof value !== 'string') return [];
  if (/^CTYPE[12]$/.test(keyword)) {
    const spelt = value.trim().replace(/^DEC---/, 'DEC--');
    const meant = isTan(header) && distortsByPv(header) ? spelt.replace(/-TAN$/, '-TPV') : spelt;
    return meant === value ? [] : [{ ...card, value: meant }];
  }
  const number = header.number(keyword);
  return numeric.test(keyword) && number !== undefined ? [{ keyword, value: number }] : [];
}
