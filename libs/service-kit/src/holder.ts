import { machineHere, processAt } from '@nightjar/programs';
import { hostname } from 'node:os';

/** A machine, and a container in it, as no other has ever been; the name is for people. */
const here = `${hostname()}-${machineHere}`;

/** This process, as no other ever was. Several services in one process are told apart by their boot. */
export const holderHere = (bootId: string): string =>
  `${here}/${process.pid}/${processAt(process.pid)?.began ?? ''}/${bootId}`;

/** Whether a holder was a process seen from here that has ended. Of another machine's or container's nothing is known. */
export function hasEnded(holder: string): boolean {
  const [where, pid, began] = holder.split('/');
  if (where !== here) return false;
  const found = processAt(Number(pid));
  return found?.began !== began || found?.state === 'Z';
}
