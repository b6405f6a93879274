import type { Dialect } from './dialect.js';
import { pyros1 } from './dialects/pyros1.js';

/** Every dialect by its name. */
export const DIALECTS: Readonly<Record<string, Dialect>> = { [pyros1.name]: pyros1 };
