export { instruments } from './instruments.module.js';
