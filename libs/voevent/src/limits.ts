/** Bounds on one message. All are checked in one pass over the text, before any tree is built. */
export interface VoeventLimits {
  /** Bytes of the whole document. */
  readonly maxBytes: number;
  /** Elements open at once. */
  readonly maxDepth: number;
  /** Elements in the document; comments, CDATA sections and processing instructions count as well. */
  readonly maxElements: number;
  /** Attributes on one element. */
  readonly maxAttributes: number;
  /** Attributes in the document. */
  readonly maxAttributesInAll: number;
  /** Param elements in the document. */
  readonly maxParams: number;
}

/**
 * Real packets stay under 20 kB, depth 9, 8 attributes and 120 Params; these leave them more than an order of magnitude
 * and bound the time for the worst document of that size to some 0.2 s.
 */
export const DEFAULT_LIMITS: VoeventLimits = {
  maxBytes: 1024 * 1024,
  maxDepth: 64,
  maxElements: 20_000,
  maxAttributes: 64,
  maxAttributesInAll: 40_000,
  maxParams: 10_000,
};
