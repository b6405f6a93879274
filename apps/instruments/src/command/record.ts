import { isFinal, type Command, type CommandState } from '@nightjar/contracts';
import { mayBecome } from './life-cycle.js';

/** A line on the wire, as it was written or heard. */
export interface WireLine {
  readonly way: 'out' | 'in';
  readonly at: string;
  readonly line: string;
}

/** Where the telescope pointed when a command was sent. */
export interface Pointing {
  readonly raDeg: number;
  readonly decDeg: number;
}

/** Everything that is known of one command; the contract's noun and what only this service needs. */
export interface CommandRecord extends Command {
  readonly request: string | null;
  readonly target: string | null;
  readonly deadline: string | null;
  /** Slug with which it was refused. */
  readonly refusal: string | null;
  /** The device's boot when it was sent: another one later means that the power was cut between. */
  readonly bootId: string | null;
  readonly pointing: Pointing | null;
  readonly wire: readonly WireLine[];
}

/** A state that a command has reached. */
export interface Change {
  readonly state: CommandState;
  readonly because: string | null;
  readonly at: string;
}

const LONGEST_WIRE = 20;
const LONGEST_LINE = 200;

/** The record in its next state, or undefined when it cannot get there from where it is. */
export function changed(record: CommandRecord, { state, because, at }: Change): CommandRecord | undefined {
  if (!mayBecome(record.state, state)) return undefined;
  return { ...record, state, because: because ?? record.because, finishedAt: isFinal(state) ? at : null };
}

/** The record with one more line of what was said; the first lines and the last ones are kept. */
export function heard(record: CommandRecord, way: WireLine['way'], line: string, at: Date): CommandRecord {
  const next = { way, at: at.toISOString(), line: line.slice(0, LONGEST_LINE) };
  const kept = record.wire.length < LONGEST_WIRE ? record.wire : record.wire.filter((_, i) => i !== LONGEST_WIRE / 2);
  return { ...record, wire: [...kept, next] };
}

/** The part of a record that the contract shows. */
export const shown = ({
  request,
  target,
  deadline,
  refusal,
  bootId,
  pointing,
  wire,
  ...command
}: CommandRecord): Command => command;
