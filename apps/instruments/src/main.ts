import { runService } from '@nightjar/service-kit';
import { instruments } from './instruments.module.js';

await runService(instruments);
