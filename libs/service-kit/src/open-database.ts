import { currentTraceparent, messageInHand, type Gate } from '@nightjar/bus';
import { Database, type DatabaseOptions } from '@nightjar/persistence';

const NOT_YET = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|starting up|shutting down|Connection terminated/i;

/** PostgreSQL may start after the service, or be away for a while: that is no reason to die. */
export async function openDatabase(
  options: Pick<DatabaseOptions, 'schema' | 'entities' | 'migrations'>,
  service: string,
  url: string,
  gate: Gate,
  onWait: (says: string) => void,
): Promise<Database> {
  for (let wait = 200; ; wait = Math.min(wait * 2, 5000)) {
    try {
      const mayPublish = (subject: string): void => gate.publish(subject);
      const actor = (): string => messageInHand()?.actor ?? service;
      const traceparent = currentTraceparent;
      return await Database.open({ ...options, url, service, actor, mayPublish, traceparent });
    } catch (fault) {
      if (!NOT_YET.test(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))) throw fault;
      onWait('PostgreSQL is not there yet');
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}
