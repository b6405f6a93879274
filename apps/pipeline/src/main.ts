import { runService } from '@nightjar/service-kit';
import { pipeline } from './pipeline.module.js';

await runService(pipeline);
