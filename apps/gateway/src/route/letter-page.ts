import { Refusal, type DeadLetter } from '@nightjar/contracts';

/** Where a page of all services' letters begins: for each service the letter after which to go on. */
export type LetterCursor = ReadonlyMap<string, string>;

/** What one service gave for a page. */
export interface LetterPart {
  readonly service: string;
  readonly results: readonly DeadLetter[];
  readonly next: string | null;
}

const LETTER = /^([a-z][a-z0-9-]*)\.(\d+)$/;

/** The service in a letter's name. @throws Refusal `invalid` */
export function serviceOfLetter(id: string): string {
  const service = LETTER.exec(id)?.[1];
  if (service === undefined) throw new Refusal('invalid', `${id} is no dead letter; it is named SERVICE.NUMBER`);
  return service;
}

/** `catalog.7,pipeline.12`. @throws Refusal `invalid` */
export const readCursor = (text: string | undefined): LetterCursor =>
  new Map(
    (text ?? '')
      .split(',')
      .filter(Boolean)
      .map((id) => [serviceOfLetter(id), id]),
  );

/** One before the first of a part, so that a part of which nothing was shown stays where it was. */
function before({ results, service }: LetterPart): string {
  const number = LETTER.exec(results[0]?.id ?? '')?.[2];
  return `${service}.${number === undefined ? 0 : BigInt(number) + 1n}`;
}

/**
 * Merges what each service gave, newest first, each service's own order kept.
 * @param parts each at least `limit` letters, or all it has
 * @param from where this page began; a service that gave nothing goes on from there
 */
export function mergeLetters(
  parts: readonly LetterPart[],
  limit: number,
  from: LetterCursor,
): { results: DeadLetter[]; next: string | null } {
  const taken = new Map(parts.map(({ service }) => [service, 0]));
  const head = (part: LetterPart): DeadLetter | undefined => part.results[taken.get(part.service) ?? 0];
  const results: DeadLetter[] = [];
  while (results.length < limit) {
    const first = parts
      .filter((part) => head(part))
      .reduce<LetterPart | undefined>(
        (a, b) => (a && (head(a)?.failedAt ?? '') >= (head(b)?.failedAt ?? '') ? a : b),
        undefined,
      );
    const letter = first && head(first);
    if (!first || !letter) break;
    results.push(letter);
    taken.set(first.service, (taken.get(first.service) ?? 0) + 1);
  }
  const over = parts.every((part) => !head(part) && part.next === null);
  if (over) return { results, next: null };
  const marks = parts.map((part): [string, string] => {
    const last = part.results[(taken.get(part.service) ?? 0) - 1];
    return [part.service, last?.id ?? before(part)];
  });
  return { results, next: [...new Map([...from, ...marks]).values()].join(',') };
}
