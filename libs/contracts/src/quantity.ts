import type { Quantity } from '@nightjar/astro';
import { z } from 'zod';

/** A number with its unit: the unit is in the type and reaches the JSON schema as `"unit"`. */
export const quantity = <U extends string>(unit: U, range: z.ZodNumber = z.number()) =>
  range.meta({ unit }) as z.ZodType<Quantity<U>, number>;

export const raDeg = quantity('deg', z.number().min(0).lt(360));
export const decDeg = quantity('deg', z.number().min(-90).max(90));
export const degrees = quantity('deg');
export const positiveDegrees = quantity('deg', z.number().nonnegative());
export const seconds = quantity('s');
export const positiveSeconds = quantity('s', z.number().positive());
export const magnitude = quantity('mag');
export const arcseconds = quantity('arcsec', z.number().nonnegative());

/** An instant in UTC, ISO 8601 with Z on the wire. */
export const instant = z.iso.datetime({ offset: false });

/** A readable prefix and a time-ordered UUIDv7. */
export const id = <P extends string>(prefix: P) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`), {
    error: `an identifier that begins with ${prefix}_ is wanted`,
  });

/** A W3C trace id: 32 hexadecimal digits, or null where nothing was traced. */
export const traceId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .nullable();

/** One page of a list. `next` is the cursor of the next page, or null on the last. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    results: z.array(item),
    next: z.string().nullable(),
    count: z.object({ value: z.int(), exact: z.boolean() }),
  });

/** How every list is asked for: `limit` rows after `cursor`. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
};
