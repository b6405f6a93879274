declare const unit: unique symbol;

/**
 * A number that knows its unit. A plain number may be given where one is wanted (a literal needs no ceremony), but
 * degrees are never accepted for seconds.
 */
export type Quantity<U extends string> = number & { readonly [unit]?: U };

/** Angle in degrees. */
export type Degrees = Quantity<'deg'>;
/** Angle in seconds of arc. */
export type Arcseconds = Quantity<'arcsec'>;
/** Right ascension or hour angle in hours. */
export type Hours = Quantity<'h'>;
/** Duration in seconds. */
export type Seconds = Quantity<'s'>;
/** Length in metres. */
export type Metres = Quantity<'m'>;
/** Distance on a detector in pixels. */
export type Pixels = Quantity<'px'>;
/** Brightness in magnitudes (the system is in the name or the docstring). */
export type Magnitudes = Quantity<'mag'>;
/** Julian or modified Julian date in days (the scale is in the name or the docstring). */
export type Days = Quantity<'d'>;
