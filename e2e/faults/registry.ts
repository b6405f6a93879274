import type { Fault } from './fault.js';
import { killNats, killPostgres } from './kill-server.js';
import { killService } from './kill-service.js';

export const faults: readonly Fault[] = [killService, killNats, killPostgres];
