import { Exit, Stop } from '../exit.js';
import type { Broker } from './author.js';

const code = (fault: unknown): string =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : '';

/** A broker that cannot be reached, as a sentence. */
export const unreachable = ({ host, port }: Broker, fault: unknown): Stop =>
  new Stop(
    code(fault) === 'ETIMEDOUT' ? Exit.timeOut : Exit.failure,
    `no VTP broker at ${host}:${port} (${code(fault) || String(fault)})`,
  );
