import { setTimeout as pause } from 'node:timers/promises';
import { Exit, Stop } from '../exit.js';
import type { World } from '../world.js';
import { part, type Gateway } from './gateway.js';
import { LogLine, Process } from './process.js';
import { EventReader } from './server-sent-events.js';

const AGAIN_AFTER_MS = 1000;

/** Told of a process as it goes. */
export interface Watcher {
  changed(process: Process): void;
  log(line: { readonly level: string; readonly text: string }): void;
}

/** Follows a process to its end; each line of its log once, also when the connection breaks. @throws Stop */
export async function followProcess(gateway: Gateway, id: string, watcher: Watcher, world: World): Promise<Process> {
  let offset = 0;
  let last: Process | undefined;
  for (;;) {
    const path = `/api/processes/${part(id)}/events?offset=${offset}`;
    const response = await gateway.open(path, { signal: world.interrupted }).catch((fault: unknown) => {
      // the first connection must stand; later ones are tried again until they do
      if (!last || world.interrupted.aborted || (fault instanceof Stop && fault.exit !== Exit.failure)) throw fault;
      return undefined;
    });
    for await (const { type, data } of response ? eventsOf(response) : []) {
      const payload: unknown = JSON.parse(data);
      if (type === 'process') watcher.changed((last = Process.parse(payload)));
      if (type === 'log') {
        const line = LogLine.parse(payload);
        offset = line.offset + 1;
        watcher.log(line);
      }
      if (type === 'end' && last) return last;
    }
    await pause(AGAIN_AFTER_MS, undefined, { signal: world.interrupted });
  }
}

async function* eventsOf(response: Response) {
  const reader = new EventReader();
  const text = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) yield* reader.push(text.decode(chunk, { stream: true }));
  } catch (fault) {
    // a broken stream ends like a closed one; Ctrl-C ends the command
    if (fault instanceof Error && fault.name === 'AbortError') throw fault;
  }
}
