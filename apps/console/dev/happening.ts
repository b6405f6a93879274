/** Something that becomes true `afterS` seconds after the trigger. */
export interface Happening {
  readonly afterS: number;
  readonly subject: string;
  readonly data: object;
}

/** Puts something into the script. */
export type Says = (afterS: number, subject: string, data: object) => void;
