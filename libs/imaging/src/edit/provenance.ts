import type { Header } from '../fits/header.js';
import type { Image } from '../image.js';

/** An edited frame with a sentence about each thing that was done to it, for HISTORY. */
export interface Edited {
  readonly header: Header;
  readonly image: Image<Float32Array>;
  readonly provenance: readonly string[];
}

/** Why an edit cannot be made; the message says what to do. */
export class EditError extends Error {
  constructor(
    readonly code: 'empty' | 'sizes_differ' | 'no_scale' | 'too_wide',
    message: string,
  ) {
    super(message);
    this.name = 'EditError';
  }
}

/** The header with the edits' sentences as HISTORY. */
export const withHistory = (header: Header, provenance: readonly string[]): Header =>
  header.with(...provenance.map((sentence) => ({ keyword: 'HISTORY', comment: sentence })));
