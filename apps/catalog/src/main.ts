import { runService } from '@nightjar/service-kit';
import { catalog } from './catalog.module.js';

await runService(catalog);
