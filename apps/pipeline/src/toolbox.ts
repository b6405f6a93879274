import { sentenceOfMissing, type Tool } from '@nightjar/pipelines';
import { findProgram } from '@nightjar/service-kit';
import { existsSync } from 'node:fs';

/** Whether a program is on this machine. */
export const hasProgram = (program: string): boolean => findProgram(program) !== undefined;

/** What is missing of some tools as a sentence with the command that installs it; undefined when all is there. */
export const missingTools = (
  tools: readonly Tool[],
  has: (program: string) => boolean = hasProgram,
  hasFile: (path: string) => boolean = existsSync,
): string | undefined => sentenceOfMissing(tools, has, hasFile);
