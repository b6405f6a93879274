import { registerHooks } from 'node:module';

/** What a pipeline of the site may import by these names, wherever its folder lies. */
const ours = new Set(['@nightjar/pipelines', '@nightjar/imaging', '@nightjar/astro', 'zod']);
const folders = new Set<string>();
let hooked = false;

/**
 * From now on modules below a folder find our packages as we find them ourselves: the same instances, so that a schema
 * is a schema here and there. Holds for this thread alone.
 */
export function lendImports(folder: URL): void {
  folders.add(folder.href.endsWith('/') ? folder.href : `${folder.href}/`);
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve: (specifier, context, next) =>
      ours.has(specifier) && [...folders].some((one) => context.parentURL?.startsWith(one))
        ? next(specifier, { ...context, parentURL: import.meta.url })
        : next(specifier, context),
  });
}
