/** Which try of a job this is, of how many, and the signal that its runner stops. */
export interface Attempt {
  /** 1 is the first. */
  readonly attempt: number;
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/** What a fault means for a process, with the reason for its status. */
export interface FaultVerdict {
  /** True: it has failed. False: it waits for another try. */
  readonly final: boolean;
  readonly because: string;
}

/** A runner that stops says nothing about the process; any other fault uses up an attempt. */
export function judgeFault(fault: unknown, { attempt, attempts, signal }: Attempt): FaultVerdict {
  if (signal.aborted) return { final: false, because: 'its runner stopped; waits for another' };
  const reason = firstLine(fault);
  const tried = `attempt ${attempt} of ${attempts} failed: ${reason}`;
  return { final: attempt >= attempts, because: attempt >= attempts ? tried : `${tried}; tried again` };
}

/** A fault that crossed from the thread carries its stack; a person wants its first line. */
function firstLine(fault: unknown): string {
  const text = fault instanceof Error ? fault.message : String(fault);
  return text.split('\n')[0]?.replace(/^Error: /, '') ?? text;
}
