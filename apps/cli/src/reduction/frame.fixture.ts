import { Header, writeImage } from '@nightjar/imaging';

/** A small frame of an even sky with a few stars on it: it can be inspected, and nothing on it can be solved. */
export function smallFrame(): Buffer {
  const [widthPx, heightPx] = [64, 48];
  const data = Float64Array.from({ length: widthPx * heightPx }, (_, i) => 1000 + ((i * 7919) % 13));
  for (const at of [700, 1500, 2300]) data[at] = 20_000;
  const header = new Header([
    { keyword: 'DATE-OBS', value: '2008-03-19T06:13:20.000' },
    { keyword: 'EXPTIME', value: 30 },
    { keyword: 'FILTER', value: 'V' },
    { keyword: 'GAIN', value: 1.5 },
    { keyword: 'SATURATE', value: 65535 },
  ]);
  return writeImage(header, { widthPx, heightPx, data });
}
