import { Injectable } from '@nestjs/common';
import type { Equatorial } from '@nightjar/astro';
import type { Instrument, NightPlan } from '@nightjar/contracts';
import type { Safety } from './situation.js';

/** What the sequencer has been told of the world. Whoever changes what decides wakes those who decide. */
@Injectable()
export class Knowledge {
  plan: NightPlan | null = null;
  safety: Safety | null = null;
  readonly cancelled = new Map<string, string>();
  private readonly states = new Map<string, string>();
  private readonly pointings = new Map<string, Equatorial>();
  private readonly listeners = new Set<() => void>();

  /** Calls `listener` after every change that may decide something. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  state(instrument: string): string | null {
    return this.states.get(instrument) ?? null;
  }

  pointing(telescope: string): Equatorial | null {
    return this.pointings.get(telescope) ?? null;
  }

  /** The newest plan is in force; an older one that comes late is not. */
  takePlan(plan: NightPlan): void {
    if (this.plan && plan.version <= this.plan.version) return;
    this.plan = plan;
    this.changed();
  }

  takeSafety({ safe, because }: Safety): void {
    this.safety = { safe, because };
    this.changed();
  }

  cancel(request: string, because: string): void {
    this.cancelled.set(request, because);
    this.changed();
  }

  takeInstrument({ name, kind, state, values }: Pick<Instrument, 'name' | 'kind' | 'state' | 'values'>): void {
    const [raDeg, decDeg] = [values['RA'] ?? values['raDeg'], values['DEC'] ?? values['decDeg']];
    if (kind === 'telescope' && typeof raDeg === 'number' && typeof decDeg === 'number')
      this.pointings.set(name, { raDeg, decDeg });
    this.takeState(name, state);
  }

  takeState(instrument: string, state: string): void {
    if (this.states.get(instrument) === state) return;
    this.states.set(instrument, state);
    this.changed();
  }
}
