import { DeletePreset, ListPipelines, ListPresets, Preset, SavePreset } from '@nightjar/contracts';
import { z } from 'zod';
import { PresetFile, presetOf } from './preset-file.js';
import { given, only } from './query.js';
import { allInBody, route, type Route } from './route.js';

const byId = z.object({ id: z.string() });
const inPath = { id: 'path' } as const;

export const presetRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/presets',
    operation: 'listPresets',
    tag: 'reduction',
    says: 'Presets, by name.',
    takes: ListPresets.takes.omit({ id: true }),
    answers: ListPresets.gives,
    run: ({ bus }, query) => bus.ask(ListPresets, given(query)),
  }),
  route({
    method: 'post',
    path: '/presets',
    operation: 'savePreset',
    tag: 'reduction',
    says: SavePreset.says,
    takes: SavePreset.takes,
    in: allInBody(SavePreset.takes),
    answers: Preset,
    location: ({ id }) => `/presets/${id}`,
    run: ({ bus, actor }, preset) => bus.ask(SavePreset, given(preset), { actor }),
  }),
  route({
    method: 'post',
    path: '/presets/import',
    operation: 'importPreset',
    tag: 'reduction',
    says: 'Make a preset of a file that was exported here, or of one of STDWeb’s; `unused` says what has no effect here.',
    takes: PresetFile,
    in: allInBody(PresetFile),
    answers: z.object({ preset: Preset, unused: z.array(z.object({ key: z.string(), because: z.string() })) }),
    status: 201,
    location: ({ preset }) => `/presets/${preset.id}`,
    run: async ({ bus, actor }, file) => {
      const { results } = await bus.ask(ListPipelines, {});
      const { preset, unused } = presetOf(file, results);
      return { preset: await bus.ask(SavePreset, preset, { actor }), unused: [...unused] };
    },
  }),
  route({
    method: 'get',
    path: '/presets/:id',
    operation: 'getPreset',
    tag: 'reduction',
    says: 'One preset.',
    takes: byId,
    in: inPath,
    answers: Preset,
    run: async ({ bus }, { id }) => only(await bus.ask(ListPresets, { id, limit: 1 }), 'preset', id),
  }),
  route({
    method: 'get',
    path: '/presets/:id/export',
    operation: 'exportPreset',
    tag: 'reduction',
    says: 'A preset as a file that can be imported elsewhere.',
    takes: byId,
    in: inPath,
    answers: PresetFile,
    run: async ({ bus }, { id }) => {
      const preset = only(await bus.ask(ListPresets, { id, limit: 1 }), 'preset', id);
      const { name, says, group, pipelines, files } = preset;
      return { format: 'nightjar-preset' as const, version: 1 as const, name, says, group, pipelines, files };
    },
  }),
  route({
    method: 'delete',
    path: '/presets/:id',
    operation: 'deletePreset',
    tag: 'reduction',
    says: 'Delete a preset; what ran with it keeps its parameters.',
    takes: byId,
    in: inPath,
    answers: Preset,
    run: ({ bus, actor }, { id }) => bus.ask(DeletePreset, { id }, { actor }),
  }),
];
