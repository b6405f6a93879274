import { runService } from '@nightjar/service-kit';
import { sequencer } from './sequencer.module.js';

await runService(sequencer);
