import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { programsIn } from './programs-in.js';

/** What has been killed but not yet been buried does not run. */
export function runs(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Command lines of what works in a folder, as soon as that is nothing, or after two seconds. What is killed takes a moment. */
export async function leftIn(folder: string): Promise<string[]> {
  const left = async (): Promise<number[]> => (await programsIn(folder)).filter(runs);
  for (let i = 0; i < 200 && (await left()).length > 0; i++) await pause(10);
  return (await left()).map((pid) => `${pid} ${commandLine(pid)}`);
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return 'is gone';
  }
}
