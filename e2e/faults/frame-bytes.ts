import { Header, writeImage } from '@nightjar/imaging';

const WIDTH_PX = 256;

/** A sky with some stars, another one for each number. */
export function frameBytes(number: number): Uint8Array<ArrayBuffer> {
  const data = Float64Array.from({ length: WIDTH_PX * WIDTH_PX }, (_, i) => 1000 + ((i * 7919 + number) % 13));
  for (let star = 0; star < 40; star++) {
    const [x, y] = [10 + ((star * 61 + number) % 236), 10 + ((star * 97) % 236)];
    for (let dy = -3; dy <= 3; dy++)
      for (let dx = -3; dx <= 3; dx++)
        data[(y + dy) * WIDTH_PX + x + dx] = 1000 + 20_000 * Math.exp(-(dx * dx + dy * dy) / 3);
  }
  const header = new Header([
    { keyword: 'DATE-OBS', value: '2008-03-19T06:13:20.000' },
    { keyword: 'EXPTIME', value: 30 },
    { keyword: 'FILTER', value: 'V' },
    { keyword: 'OBJECT', value: `trial ${number}` },
  ]);
  return new Uint8Array(writeImage(header, { widthPx: WIDTH_PX, heightPx: WIDTH_PX, data }));
}
