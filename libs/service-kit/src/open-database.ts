import { currentTraceparent, isOutage, messageInHand, reasonText, type Gate } from '@nightjar/bus';
import { Database, type DatabaseOptions } from '@nightjar/persistence';

const NOT_YET = /ECONNREFUSED|ETIMEDOUT|ENOTFOUND|starting up|not yet accepting/i;

/**
 * PostgreSQL may start after the service, be away for a while, or go away in the middle of a migration: that is no reason
 * to die. What a migration had begun is undone with its transaction, so it begins anew.
 */
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
      onWait(away(fault));
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

/** @returns in what way PostgreSQL is away. @throws what is another fault */
function away(fault: unknown): string {
  if (NOT_YET.test(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)))
    return 'PostgreSQL is not there yet';
  if (!isOutage(fault)) throw fault;
  return `PostgreSQL went away during the start: ${reasonText(fault)}`;
}
