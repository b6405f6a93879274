import { findProgram, missingOf, networkIsolation, type Need, type NetworkIsolation } from '@nightjar/programs';
import { searchPath } from '@nightjar/service-kit';

/** Whether a program is on this machine. */
export const hasProgram = (program: string): boolean => findProgram(program, searchPath()) !== undefined;

/** What is missing of some tools as a sentence with the command that installs it; undefined when all is there. */
export const missingTools = (tools: readonly Need[]): string | undefined => missingOf(tools, searchPath());

/** How tools are kept from the network here, found by trying when it is first asked. */
export const toolIsolation = (): Promise<NetworkIsolation> => networkIsolation(searchPath());
