import { Refusal } from '@nightjar/contracts';
import { z } from 'zod';

/** An owner of what was asked for that could not say anything. */
export const Missing = z.object({ service: z.string(), because: z.string() });
export type Missing = z.output<typeof Missing>;

/** What one service answered, or the refusal that came in place of an answer. */
export type Told<T> =
  { readonly service: string; readonly answer: T } | { readonly service: string; readonly refusal: Refusal };

/** One that is silent for longer must not keep the answers of the others back. */
export const PATIENCE_MS = 2000;

/**
 * Asks several services at once; each stands for itself.
 * @throws what is no Refusal: a fault of ours
 */
export const gather = <T>(services: readonly string[], ask: (service: string) => Promise<T>): Promise<Told<T>[]> =>
  Promise.all(
    services.map(async (service) => {
      try {
        return { service, answer: await ask(service) };
      } catch (thrown) {
        if (thrown instanceof Refusal) return { service, refusal: thrown };
        throw thrown;
      }
    }),
  );

/** The answers that came. */
export const answered = <T>(told: readonly Told<T>[]): { readonly service: string; readonly answer: T }[] =>
  told.filter((each) => 'answer' in each);

/** Whoever gave none, and why. */
export const missing = (told: readonly Told<unknown>[]): Missing[] =>
  told.flatMap((each) => ('refusal' in each ? [{ service: each.service, because: each.refusal.message }] : []));

/** @throws Refusal `not_found` naming what there is */
export function noSuch(what: string, name: string, known: readonly string[]): never {
  const there = known.length > 0 ? `known are ${known.join(', ')}` : 'none is known';
  throw new Refusal('not_found', `there is no ${what} ${name}; ${there}`, { known });
}
