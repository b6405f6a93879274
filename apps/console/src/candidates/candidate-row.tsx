import { formatDec, formatRa } from '@nightjar/astro';
import type { VerdictWord } from '@nightjar/contracts';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { withUnit } from '../shown/quantity.js';
import { decimalsOf, type Candidate, type Picture } from './rules.js';

const WORDS: readonly VerdictWord[] = ['real', 'bogus', 'unsure'];

interface CandidateRowProps {
  readonly candidate: Candidate;
  /** The frame it was found on. */
  readonly frame: string | null;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onGive: (verdict: VerdictWord | null) => void;
}

const place = ({ raDeg, decDeg }: Candidate): string =>
  raDeg === null || decDeg === null ? 'sky not known' : `${formatRa(raDeg, 2)} ${formatDec(decDeg, 1)}`;

/** Science, template and difference. A sheet is as many times higher than the frame about it as it has rows, and moved up to its own. */
const Triplet = ({ picture: { id, row, rows }, name }: { readonly picture: Picture; readonly name: string }) => (
  <img
    src={`/api/data-products/${id}/file`}
    alt={`science, template and difference at ${name}`}
    loading="lazy"
    style={{ height: `${100 * rows}%`, transform: `translateY(${(-100 * row) / rows}%)` }}
  />
);

const wordsOf = ({ kind, name, type, catalogue, separationArcsec }: Candidate['known'][number]): string =>
  `${kind} ${name}${type ? ` (${type})` : ''}, ${withUnit(separationArcsec, 'arcsec', 1)}, ${catalogue}`;

/** A candidate: its cutouts, its values, what each filter says, and what people think. */
export const CandidateRow = ({ candidate, frame, onKey, onGive }: CandidateRowProps) => {
  const { name, picture, kept, reasons, known, snr, mag, magError, xPx, yPx, verdict, by } = candidate;
  const { fluxAdu, fluxErrorAdu } = candidate;
  const decimals = decimalsOf(fluxErrorAdu);
  return (
    <li className="candidate" data-row="" data-candidate={name} tabIndex={0} onKeyDown={onKey} aria-label={name}>
      {picture ? (
        <span className="picture triplet">
          <Triplet picture={picture} name={name} />
        </span>
      ) : (
        <span className="picture triplet">
          <span className="quiet">no cutout</span>
        </span>
      )}
      <div>
        <h3>{name}</h3>
        <p className="num">
          S/N {snr.toFixed(1)} ·{' '}
          {mag === null ? 'no zero point' : `${mag.toFixed(2)} ± ${withUnit(magError, 'mag', 2)}`}
          {fluxAdu === null ? '' : ` · ${fluxAdu.toFixed(decimals)} ± ${withUnit(fluxErrorAdu, 'ADU', decimals)}`}
        </p>
        <p className="num muted">
          {place(candidate)} · x {xPx.toFixed(1)}, y {yPx.toFixed(1)}{' '}
          {frame ? (
            <Link to="/frames/$id" params={{ id: frame }} search={{ at: `${xPx.toFixed(1)},${yPx.toFixed(1)},6` }}>
              on the frame
            </Link>
          ) : null}
        </p>
        {known.map((one) => (
          <p key={`${one.catalogue} ${one.name}`} className="known">
            known: {wordsOf(one)}
          </p>
        ))}
        <ul className="reasons">
          {reasons
            .filter((reason) => reason.verdict !== 'not-asked')
            .map((reason) => (
              <li key={reason.filter} className={reason.verdict === 'failed' ? 'problem' : 'muted'}>
                {reason.filter} {reason.verdict}: {reason.because}
              </li>
            ))}
        </ul>
      </div>
      <div className="vetting">
        <p>{kept ? 'kept by the filters' : 'rejected by the filters'}</p>
        <p className="verdicts">
          {WORDS.map((word) => (
            <button
              key={word}
              type="button"
              aria-pressed={verdict === word}
              onClick={() => onGive(verdict === word ? null : word)}
            >
              {word}
            </button>
          ))}
        </p>
        <p className="muted">{verdict ? `${verdict}, says ${by ?? '—'}` : 'not judged'}</p>
      </div>
    </li>
  );
};
