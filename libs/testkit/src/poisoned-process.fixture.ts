import { runService } from '@nightjar/service-kit';
import { poisoned } from './poison.fixture.js';

await runService(poisoned);
