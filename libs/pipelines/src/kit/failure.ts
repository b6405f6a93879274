/**
 * A pipeline's own "no", in words for the astronomer: the frame does not solve, the source is saturated. It ends the
 * process at once; running it again on the same input would say the same. Anything else thrown is a fault, tried again.
 */
export class PipelineFailure extends Error {
  override readonly name = 'PipelineFailure';
}
