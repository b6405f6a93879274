/** A star as it is loaded: magnitudes in the order of the catalogue's filters, NaN where there is none. */
export interface StarRow {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly id: string | undefined;
  readonly mags: readonly number[];
  readonly errors: readonly number[];
}

const PIECE = 65_536;

/** Stars in COPY's text format (PostgreSQL's manual, COPY): cells parted by tabs, \N for null, backslashes before what is special. */
export async function* copyText(
  stars: AsyncIterable<readonly StarRow[]>,
  bands: number,
  pixelOf: (raDeg: number, decDeg: number) => bigint,
  counted: { rows: number },
): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const batch of stars) {
    for (const star of batch) {
      piece += `${pixelOf(star.raDeg, star.decDeg)}\t${star.raDeg}\t${star.decDeg}\t${star.id === undefined ? '\\N' : escaped(star.id)}`;
      for (let i = 0; i < bands; i++) piece += `\t${cell(star.mags[i])}\t${cell(star.errors[i])}`;
      piece += '\n';
      counted.rows++;
      if (piece.length < PIECE) continue;
      yield Buffer.from(piece);
      piece = '';
    }
  }
  if (piece !== '') yield Buffer.from(piece);
}

const cell = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) || Math.abs(value) > 1e6 ? '\\N' : String(value);

/** A text may hold no zero byte in PostgreSQL. */
const escaped = (text: string): string =>
  text.replaceAll('\0', '').replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? '');

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
