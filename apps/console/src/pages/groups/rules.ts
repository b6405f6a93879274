/** Whose groups are shown. */
export const MAKERS = { people: 'of people', processes: 'outputs of processes', all: 'all' } as const;
export type Maker = keyof typeof MAKERS;

export const makerIn = (text: string | undefined): Maker => (text === 'processes' || text === 'all' ? text : 'people');

/** What of the groups is asked for: a process makes one with each of its runs, so those of people are shown first. */
export const groupParams = (q: string | undefined, maker: Maker): Readonly<Record<string, string>> => ({
  ...(q?.trim() ? { q: q.trim() } : {}),
  ...(maker === 'all' ? {} : { outputs: String(maker === 'processes') }),
});
