import { z } from 'zod';

type Facts = Readonly<Record<string, unknown>>;

const List = z.object({ candidates: z.array(z.unknown()) });

/** The tag of the product that lists the candidates of a step. */
const listTag = 'candidate-list';

/** The product among those of a step that lists its candidates. */
export const candidateListAmong = <P extends { readonly tag?: string | undefined }>(
  products: readonly P[],
): P | undefined => products.find(({ tag }) => tag === listTag);

/** Facts with every candidate of the list: they themselves tell of the first ones, as they travel as a message. What is no list changes nothing. */
export function withAllCandidates(facts: Facts, list: string): Facts {
  const read = List.safeParse(jsonOf(list));
  return read.success ? { ...facts, candidates: read.data.candidates } : facts;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
