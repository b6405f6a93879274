import type { Tone } from './tone.js';

const PATHS: Readonly<Record<Tone, string>> = {
  ok: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM4.6 8.2l2.4 2.4 4.4-5',
  busy: 'M8 1.5a6.5 6.5 0 0 1 6.5 6.5M8 14.5A6.5 6.5 0 0 1 1.5 8M8 5.2v5.6M5.2 8h5.6',
  idle: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z',
  warn: 'M8 2l6.6 11.8H1.4zM8 6.3v3.6M8 11.7v.6',
  bad: 'M2 2h12v12H2zM5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2',
  unknown: 'M8 1.8l6.2 6.2L8 14.2 1.8 8zM6.3 6.6c.2-2 3.4-2 3.4 0 0 1.3-1.7 1.3-1.7 2.7M8 11.2v.5',
};

/** A shape for each tone, so that a state is told without its colour. */
export const ToneIcon = ({ tone }: { tone: Tone }) => (
  <svg className={`icon tone-${tone}`} viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
    <path
      d={PATHS[tone]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  </svg>
);
