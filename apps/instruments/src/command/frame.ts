import type { Carries, FrameStored } from '@nightjar/contracts';

/** A frame in the product store, as it is told. */
export type Frame = Carries<typeof FrameStored>;
