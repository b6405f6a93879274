import type { Observatory, ObservatoryOptions } from '../night/observatory.js';
import type { Chance } from './chance.js';
import type { Findings } from './compare.js';
import type { Watch } from './watch.js';

/** What a fault is given to work with, and where it notes what it saw. */
export interface Trial {
  readonly observatory: Observatory;
  readonly chance: Chance;
  readonly rounds: number;
  /** What `/api/readyz` says, continuously. */
  readonly watch: Watch;
  /** So many seconds from the blow until everything was ready again. */
  recovered(seconds: number): void;
  /** So many seconds until readiness named a cause. */
  told(seconds: number): void;
  /** Messages that could not be handled and were thrown away knowingly: nobody need have had them. */
  putAway(ids: readonly string[]): void;
  /** An agent of the fault's own, by its schema: it works until the audit, then `end` takes it out of service. */
  employs(schema: string, end: () => Promise<void>): void;
  /** What an audit of the fault's own has found; counted with the others. */
  found(findings: Findings): void;
  /** Numbers of the fault's own, for the last line. */
  figures(numbers: Readonly<Record<string, number>>): void;
  /** For whoever watches. */
  news(says: string): void;
  /** Something that was looked at, in the words of the report. */
  checked(says: string): void;
}

/** What a fault needs of the place it happens in. */
export interface Setting extends AsyncDisposable {
  readonly options: Partial<ObservatoryOptions>;
}

/** This machine does not allow what a fault needs. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** One way in which an observatory is hurt. Throws when the observatory breaks a promise that the ledger cannot see. */
export interface Fault {
  readonly name: string;
  readonly says: string;
  /** Rounds: `short` in `npm test`, `full` by name. */
  readonly doses: { readonly short: number; readonly full: number };
  /** A place of its own; absent: any observatory will do. */
  readonly setting?: (home: string) => Promise<Setting>;
  run(trial: Trial): Promise<void>;
}

/** The last line that a fault prints. */
export interface Report {
  readonly fault: string;
  readonly rounds: number;
  readonly seed: number;
  /** Acknowledged, and not there or without effect. */
  readonly lost: number;
  /** There, or effective, more than once. */
  readonly doubled: number;
  readonly seconds: number;
  /** Alerts and commands that were acknowledged while the fault was on. */
  readonly accepted: number;
  /** What else is not as it should be at rest: outbox, inbox, jobs, processes, files. */
  readonly untidy: number;
  readonly recoveredP50S: number | null;
  readonly recoveredP99S: number | null;
  readonly toldP99S: number | null;
  /** The longest time in which something failed while readiness said that all is well; null: nothing failed. */
  readonly untoldLongestS: number | null;
  readonly checked: readonly string[];
}
