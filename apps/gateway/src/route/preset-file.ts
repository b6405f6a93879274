import { Preset, Refusal, type PipelineInfo, type SavePreset, type TakesIn } from '@nightjar/contracts';
import { stdwebSettings, type StdwebSettings } from '@nightjar/pipelines';
import { z } from 'zod';

/** A preset as a file: one of ours, or one of STDWeb's with its `config`. */
export const PresetFile = z.object({
  format: z.literal('nightjar-preset').optional(),
  version: z.literal(1).optional(),
  name: Preset.shape.name,
  says: Preset.shape.says.optional(),
  group: Preset.shape.group.optional(),
  pipelines: Preset.shape.pipelines.optional(),
  config: z.record(z.string(), z.unknown()).optional().describe('The configuration of a preset of STDWeb.'),
  files: z
    .union([Preset.shape.files, z.string()])
    .optional()
    .describe('Products; of STDWeb’s presets paths, one on each line, which are not taken over.'),
});
export type PresetFile = z.output<typeof PresetFile>;

/** The preset of a file. @throws Refusal `invalid` when it has neither `pipelines` nor `config`, or both */
export function presetOf(
  { name, says = '', group = null, pipelines, config, files = [] }: PresetFile,
  takers: readonly PipelineInfo[],
): { readonly preset: TakesIn<typeof SavePreset>; readonly unused: StdwebSettings['unused'] } {
  if ((pipelines === undefined) === (config === undefined))
    throw new Refusal('invalid', 'a preset has either pipelines (ours) or config (STDWeb’s)');
  const read = config ? stdwebSettings(config, takers) : { pipelines: pipelines ?? {}, unused: [] };
  const paths = typeof files === 'string' ? files.split('\n').filter((line) => line.trim() !== '') : [];
  const left = paths.map((path) => ({ key: `files: ${path.trim()}`, because: 'upload it and add it to the preset' }));
  return {
    preset: { name, says, group, pipelines: read.pipelines, files: typeof files === 'string' ? [] : files },
    unused: [...read.unused, ...left],
  };
}
