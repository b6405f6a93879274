import { HIPS_ID, SURVEYS } from '@nightjar/catalogues';
import { z } from 'zod';
import type { PipelineContext } from '../kit/definition.js';

/** What a parameter that chooses a survey may say: one of those that are known, or `hips`, the one that a further parameter names. */
export const surveyNames = [...SURVEYS.map(({ name }) => name), 'hips'];

/** The name of the parameter beside another that names the HiPS for it. */
export const hipsBeside = (param: string): string => `${param}Hips`;

/** The parameter that stands beside `param` and names its HiPS. */
export const hipsFor = (param: string) =>
  z
    .string()
    .regex(HIPS_ID, 'is no identifier of a HiPS: CDS/P/DSS2/red')
    .optional()
    .describe(
      `With \`${param}\` \`hips\`, the identifier of any HiPS with real pixels (not of a picture): CDS/P/DSS2/red. Default: none.`,
    );

/** `hips:CDS/P/DSS2/red` as the two parameters that say so; any other value as it is. */
export function surveyParams(param: string, value: unknown): Record<string, unknown> {
  const [, hips] = (typeof value === 'string' && /^hips:(.*)$/s.exec(value)) || [];
  return hips === undefined ? { [param]: value } : { [param]: 'hips', [hipsBeside(param)]: hips };
}

/** A survey as servers of the sky are asked for it. @returns a sentence where a HiPS is to be taken and none is named */
export function chosenSurvey(
  param: string,
  { survey, hips }: { readonly survey: string; readonly hips: string | undefined },
  { log }: Pick<PipelineContext<unknown>, 'log'>,
): { readonly name: string } | string {
  if (survey === 'hips')
    return hips === undefined
      ? `There is no HiPS to take: ${hipsBeside(param)} names one, CDS/P/DSS2/red.`
      : { name: `hips:${hips}` };
  if (hips !== undefined) log(`${hipsBeside(param)} means nothing with ${param}=${survey}.`, 'warn');
  return { name: survey };
}
