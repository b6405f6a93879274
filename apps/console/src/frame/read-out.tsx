import { formatDec, formatRa } from '@nightjar/astro';
import type { PixelPosition, Wcs } from '@nightjar/imaging/browser';
import type { Mark } from './marks.js';
import type { Pointed } from './pointed.js';

interface ReadOutProps {
  readonly at: PixelPosition | null;
  readonly pointed: Pointed | null;
  readonly wcs: Wcs | null;
  /** The marks that are pointed at. */
  readonly marks: readonly Mark[];
}

const valueText = (pointed: Pointed | null): string => {
  if (!pointed) return '—';
  if (!Number.isFinite(pointed.value)) return 'no value';
  return `${Number(pointed.value.toPrecision(7))}${pointed.reduce > 1 ? ` (mean of ${pointed.reduce} × ${pointed.reduce})` : ''}`;
};

/** So many marks are named at once. */
const MOST_NAMED = 3;

const hereSay = (marks: readonly Mark[]): string => {
  const named = marks.slice(0, MOST_NAMED).map(({ layer, says, text, isDoubtful }) => {
    const words = says ?? [text, isDoubtful ? 'doubtful' : ''].filter(Boolean).join(', ');
    return words ? `${NOUNS[layer]} ${words}` : NOUNS[layer];
  });
  return [...named, ...(marks.length > MOST_NAMED ? [`${marks.length - MOST_NAMED} more`] : [])].join(' · ');
};

const NOUNS: Readonly<Record<Mark['layer'], string>> = {
  ...{ objects: 'object', catalogue: 'star', targets: 'target', apertures: 'aperture', candidates: 'candidate' },
};

/** What is under the pointer, or in the middle of the picture: FITS pixel (the first centre is 1, 1), ICRS, value. */
export const ReadOut = ({ at, pointed, wcs, marks }: ReadOutProps) => {
  const sky = at && wcs ? wcs.pixelToSky(at) : null;
  const isOnSky = sky !== null && Number.isFinite(sky.raDeg + sky.decDeg);
  const facts: readonly (readonly [string, string])[] = [
    ['x', at ? at.xPx.toFixed(1) : '—'],
    ['y', at ? at.yPx.toFixed(1) : '—'],
    ['RA', isOnSky ? `${formatRa(sky.raDeg, 2)} = ${sky.raDeg.toFixed(5)}°` : '—'],
    ['Dec', isOnSky ? `${formatDec(sky.decDeg, 1)} = ${sky.decDeg.toFixed(5)}°` : '—'],
    ['value', valueText(pointed)],
  ];
  return (
    <>
      <dl className="frame-read">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{text}</dd>
          </div>
        ))}
      </dl>
      <p className="frame-here" data-count={marks.length}>
        {marks.length ? hereSay(marks) : 'nothing is marked here'}
      </p>
    </>
  );
};
