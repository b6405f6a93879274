export { scheduler } from './scheduler.module.js';
