import { formatDec, formatRa } from '@nightjar/astro';
import type { VerdictWord } from '@nightjar/contracts';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { withUnit } from '../shown/quantity.js';
import type { Candidate } from './rules.js';

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

/** A candidate: its cutouts, its values, what each filter says, and what people think. */
export const CandidateRow = ({ candidate, frame, onKey, onGive }: CandidateRowProps) => {
  const { name, cutout, kept, reasons, snr, mag, magError, xPx, yPx, verdict, by } = candidate;
  return (
    <li className="candidate" data-row="" data-candidate={name} tabIndex={0} onKeyDown={onKey} aria-label={name}>
      {cutout ? (
        <span className="picture triplet">
          <img
            src={`/api/data-products/${cutout}/file`}
            alt={`science, template and difference at ${name}`}
            loading="lazy"
          />
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
        </p>
        <p className="num muted">
          {place(candidate)} · x {xPx.toFixed(1)}, y {yPx.toFixed(1)}{' '}
          {frame ? (
            <Link to="/frames/$id" params={{ id: frame }} search={{ at: `${xPx.toFixed(1)},${yPx.toFixed(1)},6` }}>
              on the frame
            </Link>
          ) : null}
        </p>
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
