export { sequencer } from './sequencer.module.js';
