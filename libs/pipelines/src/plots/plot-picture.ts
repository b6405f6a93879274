import { drawFigure, svgOf, type Figure } from '@nightjar/imaging';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { sfntOf } from './sfnt.js';

/** STDWeb's plots are 8 by 6 inches at 100 dots. */
export const PLOT_SIZE = { widthPx: 800, heightPx: 600 } as const;

const FAMILY = 'DejaVu Sans';
const packages = createRequire(import.meta.url);

/** The program and the letters, read once for all plots of a thread. */
let drawer: Promise<Uint8Array> | undefined;
async function prepare(): Promise<Uint8Array> {
  await initWasm(await readFile(packages.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return sfntOf(await readFile(packages.resolve('@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff')));
}

/** A figure as a PNG of 800 x 600 pixels. */
export async function plotPicture(figure: Figure): Promise<Uint8Array> {
  drawer ??= prepare();
  const font = { fontBuffers: [await drawer], defaultFontFamily: FAMILY, loadSystemFonts: false };
  const resvg = new Resvg(svgOf(drawFigure(figure, PLOT_SIZE), FAMILY), { font });
  try {
    const picture = resvg.render();
    try {
      return picture.asPng();
    } finally {
      picture.free();
    }
  } finally {
    resvg.free();
  }
}
