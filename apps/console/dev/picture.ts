import { crc32, deflateSync } from 'node:zlib';

const SIZE = 256;

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

const random = (seed: number) => {
  let state = seed * 2654435761;
  return () => (state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32;
};

/** A grey PNG of a star field; the same seed gives the same stars, each frame its own noise. */
export const starField = (frame: number): Buffer => {
  const pixels = new Float64Array(SIZE * SIZE).fill(26);
  const stars = random(7);
  const noise = random(frame + 100);
  for (let s = 0; s < 130; s++) {
    const [x, y, flux] = [stars() * SIZE, stars() * SIZE, 30 + 900 * stars() ** 7];
    const peak = s === 0 ? 700 / (1 + frame * 0.6) : flux;
    const [cx, cy] = s === 0 ? [SIZE / 2, SIZE / 2] : [x, y];
    for (let j = Math.max(0, Math.floor(cy - 8)); j < Math.min(SIZE, cy + 8); j++) {
      for (let i = Math.max(0, Math.floor(cx - 8)); i < Math.min(SIZE, cx + 8); i++) {
        const at = j * SIZE + i;
        pixels[at] = (pixels[at] ?? 0) + peak * Math.exp(-((i - cx) ** 2 + (j - cy) ** 2) / 3.4);
      }
    }
  }
  return greyPng(SIZE, SIZE, (x, y) => Math.min(255, (pixels[y * SIZE + x] ?? 0) + 18 * noise()));
};

/** A grey PNG by its levels, 0 to 255, from the top left. */
export const greyPng = (width: number, height: number, level: (x: number, y: number) => number): Buffer => {
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = level(x, y);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
