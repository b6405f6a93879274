import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { clockFault } from './clock.js';

/** Settings that every service understands. */
export const CommonConfig = z.object({
  NIGHTJAR_HOME: z.string().default('./var').describe('Where everything that is kept lies.'),
  NIGHTJAR_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address is wanted' })
    .describe('PostgreSQL. `npm start` brings its own when this is unset.')
    .meta({ secret: true }),
  NIGHTJAR_NATS_URL: z
    .url({ protocol: /^(nats|tls)$/, error: 'a nats:// address is wanted' })
    .describe('NATS with JetStream. `npm start` brings its own when this is unset.')
    .meta({ secret: true }),
  NIGHTJAR_NATS_IDENTITY: z
    .string()
    .optional()
    .describe(
      'File with the service’s key for NATS, readable by its owner alone. Unset: the user in the address, else `nats/identity/SERVICE.nk` under NIGHTJAR_HOME where there is one.',
    ),
  NIGHTJAR_BUS_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9]*$/)
    .default('')
    .describe('Keeps several observatories apart on one NATS server.'),
  NIGHTJAR_SITE: z.string().default('san-pedro-martir').describe('A built-in site, or the path of a site file.'),
  NIGHTJAR_CLOCK: z
    .string()
    .refine((text) => clockFault(text) === undefined, { error: 'write e.g. 2017-12-20T01:30:00Z@60' })
    .optional()
    .describe('A played clock: its start in UTC and how fast it runs. Unset: real time.'),
  NIGHTJAR_CLOCK_ANCHOR: z.coerce
    .number()
    .optional()
    .describe('Wall clock (ms) at which the played clock stood at its start; the supervisor sets it for all services.'),
  NIGHTJAR_EVENT_TIME_LIMIT_S: z.coerce
    .number()
    .positive()
    .default(60)
    .describe('Seconds an event may take to be handled, unless its contract says otherwise; then it counts as failed.'),
  NIGHTJAR_WATCHDOG_S: z.coerce
    .number()
    .min(0)
    .default(20)
    .describe(
      'Seconds for which the event loop of a process may stand still before the process is ended; 0: for ever.',
    ),
  NIGHTJAR_KEEP_EVENTS_DAYS: z.coerce
    .number()
    .positive()
    .default(90)
    .describe('Days for which sent events, finished jobs and, twice as long, the keys of handled events are kept.'),
  NIGHTJAR_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  NIGHTJAR_OPS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(0)
    .describe('Port of /metrics, /livez and /readyz of a service started alone; 0 takes a free one.'),
  NIGHTJAR_SUPERVISED: z.string().optional().describe('Set by the supervisor: end when standard input closes.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('Where traces and metrics go, when they go anywhere.'),
});
export type CommonConfig = z.output<typeof CommonConfig>;

/** Everything that is wrong with the settings, at once; secrets are never in the text. */
export class ConfigFaults extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `the settings have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
    );
  }
}

/** The settings of `nightjar.config.json` in a folder; none when there is no such file. */
export function configFile(folder: string): Record<string, string> {
  const path = resolve(folder, 'nightjar.config.json');
  if (!existsSync(path)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).parse(content);
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
  } catch (reason) {
    throw new ConfigFaults([`${path} cannot be read as flat JSON of names and values: ${String(reason)}`]);
  }
}

/**
 * Reads settings: environment first, then the file, then defaults.
 * @throws ConfigFaults naming every fault at once
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string>> = {},
): z.output<S> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((key) => {
      const value = environment[key] ?? file[key];
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigFaults(
    result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return given[name] === undefined ? `${name} is not set: ${describe(schema, name)}` : `${name}: ${issue.message}`;
    }),
  );
}

const describe = (schema: z.ZodObject, name: string): string => schema.shape[name]?.description ?? 'it is needed';

/** The settings in force, fit to be shown: secrets are masked. */
export function maskedConfig(schema: z.ZodObject, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isSecret(schema, name) && value ? '****' : value]),
  );
}

function isSecret(schema: z.ZodObject, name: string): boolean {
  const meta: unknown = schema.shape[name]?.meta();
  return typeof meta === 'object' && meta !== null && 'secret' in meta;
}
