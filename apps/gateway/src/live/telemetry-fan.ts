import { Injectable } from '@nestjs/common';
import { Bus, type Meta } from '@nightjar/bus';
import { HeartbeatTelemetry, InstrumentState, ProcessLog, type TelemetryContract } from '@nightjar/contracts';
import { factOf, frame, traceIdOf } from './frame.js';
import type { Fact } from './wanted.js';

const TELEMETRY: readonly TelemetryContract[] = [HeartbeatTelemetry, InstrumentState, ProcessLog];

/** Shares one subscription to telemetry among all watchers. */
@Injectable()
export class TelemetryFan {
  private readonly watchers = new Set<(fact: Fact, text: string) => void>();

  constructor(bus: Bus) {
    for (const contract of TELEMETRY) bus.hear(contract, (payload, meta) => this.tell(contract.subject, payload, meta));
  }

  watch(watcher: (fact: Fact, text: string) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private tell(type: string, data: unknown, meta: Meta): Promise<void> {
    const text = frame(null, type, { id: meta.id, type, at: new Date().toISOString(), traceId: traceIdOf(meta), data });
    for (const watcher of this.watchers) watcher(factOf(type, meta, data), text);
    return Promise.resolve();
  }
}
