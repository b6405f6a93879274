import type { FieldForm } from './cell-type.js';

/** A value as it is written; null is none. An array is the values of one cell. */
export type Value = number | bigint | string | boolean | null | readonly (number | bigint | boolean)[];

/** A table as somebody else's writer would write it, big-endian, by the words of the standard. */
export function binaryVotable(
  fields: readonly FieldForm[],
  rows: readonly (readonly Value[])[],
  serialisation: 'BINARY' | 'BINARY2',
): string {
  const declared = fields.map(({ name, datatype, arraysize, none }) => {
    const size = arraysize === undefined ? '' : ` arraysize="${arraysize}"`;
    const inner = none === undefined ? '' : `<VALUES null="${none}"/>`;
    return `<FIELD name="${name}" datatype="${datatype}"${size}>${inner}</FIELD>`;
  });
  const bytes = Buffer.concat(rows.map((row) => rowOf(fields, row, serialisation === 'BINARY2')));
  const text = bytes.toString('base64').replace(/.{76}/g, '$&\n');
  return `<?xml version="1.0"?>
<VOTABLE version="1.4"><RESOURCE><TABLE>${declared.join('')}<DATA><${serialisation}><STREAM encoding="base64">
${text}
</STREAM></${serialisation}></DATA></TABLE></RESOURCE></VOTABLE>`;
}

function rowOf(fields: readonly FieldForm[], row: readonly Value[], hasFlags: boolean): Buffer {
  const flags = Buffer.alloc(hasFlags ? Math.ceil(fields.length / 8) : 0);
  const cells = fields.map((field, i) => {
    const value = row[i] ?? null;
    if (value === null && hasFlags) flags[i >> 3] = (flags[i >> 3] ?? 0) | (128 >> (i & 7));
    return cellOf(field, value);
  });
  return Buffer.concat([flags, ...cells]);
}

function cellOf({ datatype, arraysize, none }: FieldForm, value: Value): Buffer {
  const fixed = arraysize === undefined ? 1 : arraysize.endsWith('*') ? undefined : Number(arraysize);
  if (datatype === 'char' || datatype === 'unicodeChar') {
    const text = typeof value === 'string' ? value : '';
    const wide = datatype === 'unicodeChar';
    const bytes = wide ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'latin1');
    if (fixed === undefined) return Buffer.concat([int32(bytes.length / (wide ? 2 : 1)), bytes]);
    return Buffer.concat([bytes, Buffer.alloc(Math.max(0, fixed * (wide ? 2 : 1) - bytes.length))]);
  }
  const given = Array.isArray(value) ? [...value] : value === null ? [] : [value];
  const filling = none === undefined ? (/^(float|double)/.test(datatype) ? NaN : 0) : Number(none);
  const values = fixed === undefined ? given : Array.from({ length: fixed }, (_, i) => given[i] ?? filling);
  const bytes = datatype === 'bit' ? bits(values) : Buffer.concat(values.map((one) => scalar(datatype, one)));
  return fixed === undefined ? Buffer.concat([int32(values.length), bytes]) : bytes;
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

function bits(values: readonly unknown[]): Buffer {
  const text = values.map((one) => (one === true || one === 1 ? '1' : '0')).join('');
  const groups = text.match(/.{1,8}/g) ?? [];
  return Buffer.from(groups.map((group) => parseInt(group.padEnd(8, '0'), 2)));
}

function scalar(datatype: string, value: unknown): Buffer {
  const [number, bytes] = [Number(value), Buffer.alloc(8)];
  switch (datatype) {
    case 'boolean':
      return Buffer.from(value === true ? 'T' : value === false ? 'F' : '?');
    case 'unsignedByte':
      return Buffer.from([number]);
    case 'short':
      bytes.writeInt16BE(number);
      return bytes.subarray(0, 2);
    case 'int':
      return int32(number);
    case 'long':
      bytes.writeBigInt64BE(typeof value === 'bigint' ? value : BigInt(number));
      return bytes;
    case 'float':
      bytes.writeFloatBE(number);
      return bytes.subarray(0, 4);
    default:
      bytes.writeDoubleBE(number);
      return bytes;
  }
}
