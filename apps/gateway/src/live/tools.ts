import { findProgram, knownPrograms } from '@nightjar/programs';
import { searchPath } from '@nightjar/service-kit';

export interface ToolState {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

/** Which of the programs that a site uses can be started, and what is lost without the others. */
export const toolStates = (): ToolState[] =>
  knownPrograms
    .filter(({ development }) => development !== true)
    .map(({ program: name, lost }) => {
      const found = findProgram(name, searchPath());
      return { name, ok: found !== undefined, says: found ?? `not found; ${lost}` };
    });
