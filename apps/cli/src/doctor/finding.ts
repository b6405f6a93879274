/** What the doctor found out about one thing the observatory leans on. */
export interface Finding {
  readonly name: string;
  readonly state: 'present' | 'missing' | 'unreachable' | 'old';
  readonly version: string | null;
  /** Where it is: a path or an address. */
  readonly at: string | null;
  readonly optional: boolean;
  /** What cannot be done without it. */
  readonly lost: string;
  /** The one command that gets it. */
  readonly install: string;
}

/** Whether the observatory can work in spite of it. */
export const isWell = ({ state, optional }: Finding): boolean => state === 'present' || optional;
