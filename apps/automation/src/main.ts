import { runService } from '@nightjar/service-kit';
import { automation } from './automation.module.js';

await runService(automation);
