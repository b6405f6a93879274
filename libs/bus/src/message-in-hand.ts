import { AsyncLocalStorage } from 'node:async_hooks';
import type { Meta } from './meta.js';

const inHand = new AsyncLocalStorage<Meta>();

/** The message that is being handled here, of which everything sent meanwhile is a consequence. */
export const messageInHand = (): Meta | undefined => inHand.getStore();

export const whileInHand = <T>(meta: Meta, work: () => T): T => inHand.run(meta, work);
