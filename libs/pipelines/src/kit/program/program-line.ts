import { mjd } from '@nightjar/astro';
import { DataProduct, PhotometryDatum } from '@nightjar/contracts';
import { z } from 'zod';
import { sentence } from '../lawful-definition.js';
import type { MadeDatum } from '../output.js';

const Output = z.strictObject({
  file: z.string(),
  kind: z.string().optional(),
  type: DataProduct.shape.type.optional(),
  mediaType: z.string().max(100).optional(),
  of: DataProduct.shape.of.optional(),
  tag: z.string().max(100).optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
});

const Datum = PhotometryDatum.omit({ id: true, target: true, process: true, traceId: true, mjd: true })
  .extend({
    kind: PhotometryDatum.shape.kind.default('photometry'),
    exposureS: PhotometryDatum.shape.exposureS.default(null),
    mag: PhotometryDatum.shape.mag.default(null),
    magError: PhotometryDatum.shape.magError.default(null),
    limit: PhotometryDatum.shape.limit.default(null),
    instrument: PhotometryDatum.shape.instrument.default('unknown'),
    product: PhotometryDatum.shape.product.default(null),
  })
  .strict()
  .refine(({ mag, limit }) => (mag === null) !== (limit === null), 'has either mag or limit')
  .transform((datum): MadeDatum => ({ ...datum, mjd: mjd(new Date(datum.time)) }));

/** What a program may say: one of these in each line. */
export const ProgramLine = z.union([
  z.strictObject({ status: z.string() }),
  z.strictObject({ step: z.string().min(1).max(200) }),
  z.strictObject({ progress: z.union([z.number(), z.tuple([z.number(), z.number()])]) }),
  z.strictObject({ log: z.string(), level: z.enum(['info', 'warn', 'error']).default('info') }),
  z.strictObject({ output: Output }),
  z.strictObject({ datum: Datum }),
  z.strictObject({ fail: z.string() }),
  z.strictObject({ done: z.string(), facts: z.record(z.string(), z.unknown()).default({}) }),
]);
export type ProgramLine = z.output<typeof ProgramLine>;

/** A line of a program: what it says to us, or words for the log. */
export type ReadLine =
  | { readonly kind: 'message'; readonly message: ProgramLine }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'wrong'; readonly because: string };

/** Anything that is no JSON object is words. An object that says nothing we know is wrong, and told to who wrote it. */
export function readLine(line: string): ReadLine {
  if (!line.trimStart().startsWith('{')) return { kind: 'words', text: line };
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return { kind: 'words', text: line };
  }
  const checked = ProgramLine.safeParse(said);
  if (checked.success) return { kind: 'message', message: checked.data };
  return { kind: 'wrong', because: `The program said ${line.slice(0, 200)}, which is none of its words: ${why(said)}` };
}

/** The union says only that nothing fits; the schema of the word that was meant says what is missing. */
function why(said: unknown): string {
  const words = Object.keys(typeof said === 'object' && said !== null ? said : {});
  const meant = ProgramLine.options.find((option) => Object.keys(option.shape)[0] === words[0]);
  const checked = meant?.safeParse(said);
  if (checked && !checked.success) return checked.error.issues.map(sentence).join('; ');
  return `one of ${ProgramLine.options.map((option) => Object.keys(option.shape)[0]).join(', ')} is wanted`;
}
