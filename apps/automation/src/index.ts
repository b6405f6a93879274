export { automation } from './automation.module.js';
