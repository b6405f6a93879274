/**
 * The door for pages in a browser: world coordinates, stretches, regions, tables and plots, which need nothing of Node. What is not
 * named here may read files or unzip, and stays behind the other door.
 */
export type { Card, CardValue } from './fits/card.js';
export { FitsError } from './fits/error.js';
export { Header } from './fits/header.js';
export { isOn } from './frame-edge.js';
export type { PixelPosition } from './image.js';
export { curves, stretches, type BlackAndWhite, type Stretch } from './picture/stretch.js';
export { drawFigure } from './plot/draw.js';
export type { DrawnPanel, Drawing, Shape } from './plot/drawing.js';
export type { Figure, Ink } from './plot/figure.js';
export { photometryFigures, type PhotometryTables } from './plot/photometry-figures.js';
export { subtractionFigures, type SubtractionTables } from './plot/subtraction-figures.js';
export { scale, type Scale } from './plot/scale.js';
export { roundTicks } from './plot/ticks.js';
export { readRegions, writeRegions, type Region } from './regions/ds9.js';
export { numbersOf, readTable, textsOf, type TextTable } from './table/read-table.js';
export { readWcs } from './wcs/read-wcs.js';
export { separationDeg, type SkyPosition } from './wcs/tangent.js';
export type { Wcs } from './wcs/wcs.js';
