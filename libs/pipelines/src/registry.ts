import { checksumAudit } from './checksum-audit/checksum-audit.js';
import { cleanup } from './cleanup/cleanup.js';
import { convertData } from './convert-data/convert-data.js';
import { cropFrames, destripeFrames, removeBackgrounds } from './edit/edits.js';
import { removeFringes } from './edit/fringes.js';
import { maskFrames } from './edit/mask.js';
import { headerReport } from './header-report/header-report.js';
import { inspect } from './inspect/inspect.js';
import type { Pipeline } from './kit/definition.js';
import { photometry } from './photometry/photometry.js';
import { fitsToPng, preview, thumbnail } from './picture/picture.js';
import { stack } from './stack/stack.js';
import { subtraction } from './subtraction/subtraction.js';
import { template } from './template/template.js';
import { timelapse } from './timelapse/timelapse.js';
import { transients } from './transients/transients.js';

/** The built-in pipelines. */
export const pipelines: readonly Pipeline[] = [
  ...[inspect, photometry, stack, template, transients, subtraction, timelapse],
  ...[cropFrames, maskFrames, destripeFrames, removeBackgrounds, removeFringes],
  ...[thumbnail, preview, fitsToPng],
  ...[headerReport, checksumAudit, convertData],
  cleanup,
];

export const pipelineNamed = (name: string): Pipeline | undefined => pipelines.find((one) => one.name === name);
