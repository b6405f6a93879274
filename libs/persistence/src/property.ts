import { JsonType, p, Type, type Platform } from '@mikro-orm/core';

/** A `timestamptz` as the wire writes it: ISO 8601 in UTC, to the millisecond. */
class InstantType extends Type<string | null, string | Date | null> {
  override convertToJSValue(value: string | Date | null, platform: Platform): string | null {
    if (value === null) return null;
    return (value instanceof Date ? value : platform.parseDate(value)).toISOString();
  }

  override getColumnType(): string {
    return 'timestamptz(6)';
  }
}

/** A `jsonb`. PostgreSQL keeps no NUL in text, and a header may hold one. */
class FactsType extends JsonType {
  override convertToDatabaseValue(value: unknown): string | null {
    if (value === null || value === undefined) return null;
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? part.replaceAll('\0', '') : part));
  }
}

/** A property that is an instant of the wire. */
export const instant = () => p.type(InstantType);

/** A property that is a double precision number. */
export const double = () => p.double().$type<number>();

/** A property that is kept as JSON. */
export const json = <T>() => p.type(FactsType).$type<T>();
