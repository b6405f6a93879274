import type { PipelineContext } from '../kit/definition.js';

/** The same context, with a line in the log for each step that has ended: how long it took. */
export const timedSteps = <Ctx extends Pick<PipelineContext<unknown>, 'step' | 'log'>>(ctx: Ctx): Ctx => ({
  ...ctx,
  step: async <T>(name: string, work: Parameters<typeof ctx.step<T>>[1]): Promise<T> => {
    const startedMs = performance.now();
    const value = await ctx.step(name, work);
    ctx.log(`${name} took ${((performance.now() - startedMs) / 1000).toFixed(2)} s`);
    return value;
  },
});
