/** What can be wrong with a FITS file; the message says what to do about it. `compressed`: by a method not read here, which funpack opens. */
export type FitsFault =
  | 'not_fits'
  | 'bad_header'
  | 'truncated'
  | 'unsupported'
  | 'compressed'
  | 'bad_gzip'
  | 'too_large'
  | 'bad_tiles'
  | 'no_image'
  | 'bad_table'
  | 'no_such_column'
  | 'bad_wcs';

/** A file, header or table that cannot be used as FITS. Nothing else is thrown for hostile input. */
export class FitsError extends Error {
  constructor(
    readonly code: FitsFault,
    message: string,
  ) {
    super(message);
    this.name = 'FitsError';
  }
}
