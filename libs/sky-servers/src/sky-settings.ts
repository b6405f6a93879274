import { join } from 'node:path';
import { z } from 'zod';
import { HTTP_LIMITS, type HttpLimits } from './http-client.js';
import { TYCHO2_PLACE, type Tycho2Place } from './tycho2.js';

/** Base addresses of the services. Another one is a mirror, or a server under test. */
export interface SkyServices {
  readonly vizier: string;
  readonly tap: string;
  readonly sesame: string;
  readonly simbad: string;
  readonly skybot: string;
  readonly tns: string;
  readonly hips2fits: string;
  readonly ps1images: string;
  readonly legacySurvey: string;
  readonly skymapper: string;
}

export const SKY_SERVICES: SkyServices = {
  vizier: 'https://vizier.cds.unistra.fr',
  tap: 'https://tapvizier.cds.unistra.fr',
  sesame: 'https://cds.unistra.fr',
  simbad: 'https://simbad.cds.unistra.fr',
  skybot: 'https://ssp.imcce.fr',
  tns: 'https://www.wis-tns.org',
  hips2fits: 'https://alasky.cds.unistra.fr',
  ps1images: 'https://ps1images.stsci.edu',
  legacySurvey: 'https://www.legacysurvey.org',
  skymapper: 'https://api.skymapper.nci.org.au',
};

const services = Object.keys(SKY_SERVICES) as (keyof SkyServices)[];

/** Settings of a site that say how the sky is asked. */
export const SkyConfig = z.object({
  NIGHTJAR_SKY_OFFLINE: z
    .enum(['0', '1'])
    .default('0')
    .describe('1: no server of catalogues, templates or names is ever asked; what is local or kept serves instead.'),
  NIGHTJAR_SKY_HOSTS: z
    .string()
    .default('')
    .describe('Hosts that may be asked, with commas between them. Unset: those of the services’ addresses.'),
  NIGHTJAR_SKY_SERVICES: z
    .string()
    .default('')
    .refine((text) => faultOf(text) === undefined, { error: (issue) => faultOf(String(issue.input)) ?? '' })
    .describe(
      'Other addresses of services, e.g. `vizier=https://vizier.cfa.harvard.edu,sesame=http://localhost:8080`.',
    ),
  NIGHTJAR_SKY_CACHE_MB: z.coerce
    .number()
    .positive()
    .default(2048)
    .describe('Answers of servers that are kept, at most.'),
  NIGHTJAR_TNS_KEY: z
    .string()
    .default('')
    .describe('Key of the Transient Name Server, to resolve names of transients. Unset: it is not asked.')
    .meta({ secret: true }),
});
export type SkyConfig = z.output<typeof SkyConfig>;

const pairsOf = (text: string): string[][] =>
  text
    .split(',')
    .flatMap((part) =>
      part.trim() === '' ? [] : [[part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()]],
    );

function faultOf(text: string): string | undefined {
  for (const [name = '', address = ''] of pairsOf(text)) {
    if (!services.some((one) => one === name)) return `there is no service ${name}; there are ${services.join(', ')}`;
    if (!URL.canParse(address) || !/^https?:/.test(address)) return `${address} is no address of the web`;
  }
  return undefined;
}

/** All that {@link openSky} needs to know. */
export interface SkySettings {
  readonly cacheFolder: string;
  readonly cacheBytes: number;
  readonly offline: boolean;
  readonly hosts: readonly string[];
  readonly services: SkyServices;
  readonly tnsKey: string;
  /** Where catalogues of the site are; absent: there are none. */
  readonly databaseUrl?: string;
  readonly tycho2: Tycho2Place;
  readonly limits: HttpLimits;
}

/** What the settings come to. @param home NIGHTJAR_HOME, below which answers are kept */
export function skySettings(config: SkyConfig, home: string, databaseUrl?: string): SkySettings {
  const addresses: SkyServices = { ...SKY_SERVICES, ...Object.fromEntries(pairsOf(config.NIGHTJAR_SKY_SERVICES)) };
  const given = config.NIGHTJAR_SKY_HOSTS.split(',').flatMap((host) => (host.trim() === '' ? [] : [host.trim()]));
  return {
    ...{ cacheFolder: join(home, 'sky'), cacheBytes: config.NIGHTJAR_SKY_CACHE_MB * 2 ** 20 },
    ...{ offline: config.NIGHTJAR_SKY_OFFLINE === '1', services: addresses, tnsKey: config.NIGHTJAR_TNS_KEY },
    hosts: given.length > 0 ? given : Object.values(addresses).map((address: string) => new URL(address).host),
    ...{ tycho2: TYCHO2_PLACE, limits: HTTP_LIMITS, ...(databaseUrl ? { databaseUrl } : {}) },
  };
}
