import { CommonConfig } from '@nightjar/service-kit';
import { z } from 'zod';

const agents =
  'gateway,alerts,automation,catalog,scheduler,sequencer,instruments,pipeline-inspect,pipeline-photometry,pipeline-site';

export const GatewayConfig = CommonConfig.extend({
  NIGHTJAR_HTTP_PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Console and API, on loopback.'),
  NIGHTJAR_EXPECTED_AGENTS: z
    .string()
    .default(agents)
    .transform((text) => text.split(',').filter(Boolean))
    .describe('Agents without which the observatory is not ready.'),
  NIGHTJAR_LARGEST_UPLOAD_MB: z.coerce
    .number()
    .positive()
    .default(2048)
    .describe('A file that is uploaded and larger is refused; in units of 1,000,000 bytes.'),
  NIGHTJAR_CONSOLE_DIR: z.string().optional().describe('The console’s built pages; default: those of this checkout.'),
});
export type GatewayConfig = z.output<typeof GatewayConfig>;
