import { FitsError } from '../error.js';

/**
 * Undoes PLIO_1 (FITS 10.4.3; IRAF pixel lists): 16-bit instructions of a 4-bit code and 12 bits of data that set a
 * value and draw runs of it. @throws FitsError `bad_tiles` for a list that does not hold together.
 */
export function decodePlio(bytes: Buffer, pixels: number): Int32Array {
  const words = Math.floor(bytes.length / 2);
  const word = (i: number): number => bytes.readInt16BE(2 * i);
  const out = new Int32Array(pixels);
  if (words < 3) throw broken();
  // the third word is the length in old lists; newer ones spread it over two and say how long their head is
  const old = word(2) > 0;
  const length = old ? word(2) : words < 5 ? 0 : (word(4) << 15) + word(3);
  const first = old ? 3 : word(1);
  if (length > words || first < 3) throw broken();
  let [value, at] = [1, 0];
  for (let i = first; i < length; i++) {
    const [code, data] = [(word(i) >> 12) & 15, word(i) & 4095];
    switch (code) {
      case 0: // zeros
        at += data;
        break;
      case 4: // the value
        out.fill(value, at, at + data);
        at += data;
        break;
      case 5: // zeros, and the value at their end
        at += data;
        if (data > 0 && at <= pixels) out[at - 1] = value;
        break;
      case 1: // a new value, its high bits in the next word
        if (i + 1 >= length) throw broken();
        value = (word(++i) << 12) + data;
        break;
      case 2:
        value += data;
        break;
      case 3:
        value -= data;
        break;
      case 6: // one pixel of the raised value
      case 7: // and of the lowered one
        value += code === 6 ? data : -data;
        if (at < pixels) out[at] = value;
        at++;
        break;
      default:
        throw broken();
    }
  }
  if (at > pixels) throw broken();
  return out;
}

const broken = (): FitsError => new FitsError('bad_tiles', 'a PLIO_1 tile is no pixel list: fetch the file again');
