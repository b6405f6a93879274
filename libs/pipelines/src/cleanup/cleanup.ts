import { definePipeline } from '../kit/definition.js';

/** So many go at a time: what was removed is told of in one message. */
const AT_ONCE = 1000;

/** Begins anew with a frame, as STDWeb’s `cleanup` does. */
export const cleanup = definePipeline({
  name: 'cleanup',
  title: 'Clean up',
  says: 'Removes what reductions made of a frame, with its files; the frame, other frames and uploads stay.',
  queue: 'inspect',
  accepts: { target: 'optional', types: ['frame'], atLeast: 1, made: true },
  async run({ made, remove, step, log, fail }) {
    if (made.inUse !== undefined) return fail(made.inUse);
    const now = made.goes.slice(0, AT_ONCE);
    const left = made.goes.length - now.length;
    await step('remove', (report) => {
      for (const { product, because } of made.stays) log(`${product.name} stays: ${because}`);
      for (const [i, { product, process }] of now.entries()) {
        remove(product.id);
        log(`removes ${product.name} of ${process.identifier}`);
        report(i + 1, now.length);
      }
    });
    const processes = [...new Set(now.map(({ process }) => process.identifier))];
    const removed = now.map(({ product }) => product.name);
    const bytes = now.reduce((sum, { product }) => sum + product.size, 0);
    const stays = made.stays.map(({ product }) => product.name).slice(0, AT_ONCE);
    return { says: sentence(now.length, processes.length, left), facts: { removed, processes, bytes, stays, left } };
  },
});

function sentence(products: number, processes: number, left: number): string {
  if (products === 0) return 'there is nothing to remove';
  const done = `removed ${count(products, 'product')} of ${count(processes, 'process', 'processes')}`;
  return left === 0 ? done : `${done}; ${left} are left: run it again`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
