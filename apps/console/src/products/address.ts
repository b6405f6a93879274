import { useEffect } from 'react';

/** A server takes 16 KB of an address and all that comes with it; half of that is left for the rest. */
const LONGEST = 8000;
const KEPT = 'kept-';
const STORE = 'nightjar.selection.';
const INDEX = 'nightjar.selections';
/** So many selections are kept; older ones are forgotten. */
const MOST = 10;

/** What is used of a browser's storage. */
export type Storing = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A browser that forbids storage keeps them as long as its page. */
const inMemory = new Map<string, string>();
const memory: Storing = {
  getItem: (key) => inMemory.get(key) ?? null,
  setItem: (key, value) => void inMemory.set(key, value),
  removeItem: (key) => void inMemory.delete(key),
};

const storage = (): Storing => {
  try {
    localStorage.setItem(`${STORE}try`, '');
    localStorage.removeItem(`${STORE}try`);
    return localStorage;
  } catch {
    return memory;
  }
};

/** 53 bits of a text (cyrb53, public domain): two selections of one browser do not meet. */
const digest = (text: string): string => {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
};

/** What stands for ticked products in an address: their identifiers or, of too many, the name under which they are kept. */
export const addressOf = (ids: readonly string[]): string => {
  const text = ids.join();
  return text.length <= LONGEST ? text : `${KEPT}${digest(text)}`;
};

/** Keeps what does not fit into an address. */
export const keepAddressed = (ids: readonly string[], store: Storing = storage()): void => {
  const name = addressOf(ids);
  if (!name.startsWith(KEPT)) return;
  const known = (store.getItem(INDEX) ?? '').split(',').filter((one) => one && one !== name);
  for (const old of known.slice(MOST - 1)) store.removeItem(STORE + old);
  store.setItem(STORE + name, ids.join());
  store.setItem(INDEX, [name, ...known.slice(0, MOST - 1)].join());
};

/** The products that an address means; null where they are kept in another browser, or are forgotten. */
export const addressed = (text: string, store: Storing = storage()): readonly string[] | null => {
  if (!text.startsWith(KEPT)) return text.split(',').filter(Boolean);
  return store.getItem(STORE + text)?.split(',') ?? null;
};

/** The address of what is ticked, which is kept as soon as it is shown. */
export const useAddress = (ids: readonly string[]): string => {
  const address = addressOf(ids);
  useEffect(() => keepAddressed(ids), [address]);
  return address;
};

/** What is said where a selection is not to be had. */
export const LOST =
  'So many products do not fit into an address. They are kept in the browser where they were ticked, and this one has not got them: tick them again.';
