import { runService } from '@nightjar/service-kit';
import { gateway } from './gateway.definition.js';

await runService(gateway);
