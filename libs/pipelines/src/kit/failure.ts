/**
 * A pipeline's own "no", in words for the astronomer: the frame does not solve, the source is saturated. It ends the
 * process at once; running it again on the same input would say the same. Anything else thrown is a fault, tried again.
 */
export class PipelineFailure extends Error {
  override readonly name = 'PipelineFailure';
}

/** A definition that cannot be a pipeline; the message lists everything that is wrong with it. */
export class InvalidPipeline extends Error {
  override readonly name = 'InvalidPipeline';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('; '));
  }
}
