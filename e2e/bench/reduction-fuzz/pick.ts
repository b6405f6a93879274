import type { Random } from '@nightjar/imaging';

/** One of a list, each as likely as another. */
export const pick = <T>(list: readonly T[], dice: Random): T => list[Math.floor(dice.uniform() * list.length)] as T;
