import type { Bus } from '@nightjar/bus';
import { ListProcesses, type Process, type TakesIn } from '@nightjar/contracts';

/** All processes that match, newest first. */
export async function processesOf(bus: Bus, matching: TakesIn<typeof ListProcesses>): Promise<Process[]> {
  const processes: Process[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await bus.ask(ListProcesses, { ...matching, limit: 500, ...(cursor ? { cursor } : {}) });
    processes.push(...page.results);
    if (page.next === null) return processes;
    cursor = page.next;
  }
}
