import { runService } from '@nightjar/service-kit';
import { alerts } from './alerts.module.js';

await runService(alerts);
