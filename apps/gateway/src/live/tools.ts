import { findProgram } from '@nightjar/service-kit';

/** External programs a night needs, and what is lost without each. */
export const TOOLS = [
  { name: 'source-extractor', lost: 'no photometry: objects cannot be detected' },
  { name: 'solve-field', lost: 'no photometry: frames cannot be solved' },
  { name: 'query-starkd', lost: 'no photometry: no reference stars' },
  { name: 'fpack', lost: 'frames cannot be compressed' },
] as const;

export interface ToolState {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

/** Which of the tools can be started. */
export const toolStates = (): ToolState[] =>
  TOOLS.map(({ name, lost }) => {
    const found = findProgram(name);
    return { name, ok: found !== undefined, says: found ?? `not found; ${lost}` };
  });
