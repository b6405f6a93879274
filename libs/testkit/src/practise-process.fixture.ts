import { startService } from '@nightjar/service-kit';
import { practise } from './practise.fixture.js';

/** A runner that can really be killed or frozen; its lease of jobs is as short as the specs want it. */
const jobLeaseS = Number(process.env['PRACTISE_LEASE_S'] ?? 30);
const service = await startService(practise, { jobLeaseS });
process.on('SIGTERM', () => void service.stop().then(() => process.exit(0)));
console.log('practises');
