import { Refusal } from '@nightjar/contracts';
import type { z } from 'zod';

/** @returns the payload as the schema gives it @throws Refusal `invalid`, naming every fault */
export function checked(schema: z.ZodType, payload: unknown, subject: string): unknown {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'the message'}: ${issue.message}`);
  throw new Refusal('invalid', `${subject}: ${faults.join('; ')}`, { faults });
}
