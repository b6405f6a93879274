import { runService } from '@nightjar/service-kit';
import { scheduler } from './scheduler.module.js';

await runService(scheduler);
