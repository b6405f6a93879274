/** A lease that is held, with the fence that tells its holder from every earlier one. */
export interface HeldLease {
  readonly name: string;
  readonly holder: string;
  /** Grows by one with every change of hands. */
  readonly fence: string;
}
