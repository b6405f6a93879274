export { catalog } from './catalog.module.js';
