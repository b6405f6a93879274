import {
  readVariables,
  roundedCone,
  variablesRequest,
  VSX,
  within,
  type Cone,
  type VariablesFound,
} from '@nightjar/catalogues';
import type { StarSources } from './reference-stars.js';
import { SkyFault } from './sky-fault.js';

/** More than any frame holds. */
const MOST_VARIABLES = 200_000;

/**
 * Known variable stars in a cone: those of the catalogue `vsx` where the site has loaded one, else those of VSX as the server or the
 * cache has them. Whoever cannot be asked is said to be so; it is no error.
 */
export async function variableStars(cone: Cone, sources: StarSources): Promise<VariablesFound> {
  const loaded = await loadedVariables(cone, sources);
  if (loaded) return loaded;
  const { asker, settings } = sources;
  try {
    const request = variablesRequest(roundedCone(cone), MOST_VARIABLES);
    const { value, from } = await asker.ask(settings.services.vizier, request, (content) =>
      readVariables(String(content)),
    );
    const stars = within(cone, value);
    return { stars, note: `${stars.length} variable stars of ${VSX.name} are known there, from the ${from}.` };
  } catch (fault) {
    if (!(fault instanceof SkyFault)) throw fault;
    return { stars: null, note: `VSX could not be asked (${fault.message}).` };
  }
}

/** A site’s own catalogue has names and no types. */
async function loadedVariables(cone: Cone, { store }: StarSources): Promise<VariablesFound | undefined> {
  const opened = await store();
  const found = typeof opened === 'string' ? undefined : await opened.cone(VSX.name, cone);
  if (!found) return undefined;
  const stars = found.map(({ id, raDeg, decDeg }) => ({ name: id ?? '', type: null, raDeg, decDeg }));
  return { stars, note: `${stars.length} variable stars of ${VSX.name} are known there, from this machine.` };
}
