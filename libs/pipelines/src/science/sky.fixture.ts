import { noSky, type CatalogueStar, type Sky, type SolarSystemBody, type VariableStar } from '@nightjar/catalogues';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pipeline } from '../kit/definition.js';
import { localTools } from '../kit/local-tools.fixture.js';
import type { PipelineResult, PipelineWork } from '../kit/pipeline-work.js';
import { runPipeline } from '../kit/run-pipeline.js';

/** A sky that is known: catalogues by name, minor planets, variable stars. Whoever asks for another catalogue gets `standIn`. */
export const knownSky = (
  catalogues: Readonly<Record<string, readonly CatalogueStar[]>>,
  {
    bodies = [],
    variables = [],
    standIn,
  }: { bodies?: readonly SolarSystemBody[]; variables?: readonly VariableStar[]; standIn?: string } = {},
): Sky => ({
  ...noSky,
  async stars(wanted) {
    const { catalogue: asked = '', filter } = wanted;
    const catalogue = catalogues[asked] ? asked : standIn;
    const stars = catalogue === undefined ? undefined : catalogues[catalogue];
    if (catalogue === undefined || !stars) return noSky.stars(wanted);
    return { stars, catalogue, filter, asked, from: 'local', truncated: false, notAsked: [], note: `${catalogue}.` };
  },
  solarSystem: async () => ({ bodies, note: 'SkyBoT.' }),
  variables: async () => ({ stars: variables, note: 'VSX.' }),
});

/** Runs a pipeline under a sky, in a folder that is gone afterwards, and tells what was logged. */
export async function tryUnder(
  sky: Sky,
  pipeline: Pipeline,
  work: Partial<PipelineWork>,
): Promise<{ readonly result: PipelineResult; readonly said: readonly string[] }> {
  const workdir = mkdtempSync(join(tmpdir(), 'nightjar-trial-'));
  const said: string[] = [];
  const witness = {
    stepBegan: () => undefined,
    stepEnded: () => undefined,
    log: (text: string) => void said.push(text),
  };
  try {
    const all = { target: null, inputs: [], params: {}, workdir, ...work };
    const signal = new AbortController().signal;
    return { result: await runPipeline(pipeline, all, { tools: localTools, witness, signal, sky }), said };
  } finally {
    rmSync(workdir, { recursive: true });
  }
}
