export { pipeline } from './pipeline.module.js';
