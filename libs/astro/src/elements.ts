/** How the orbit of a moving target is described; the names are those of the Minor Planet Center and of JPL. */
export const ORBIT_SCHEMES = ['MPC_MINOR_PLANET', 'MPC_COMET', 'JPL_MAJOR_PLANET'] as const;
export type OrbitScheme = (typeof ORBIT_SCHEMES)[number];

/** Fields of a moving target whatever its scheme: epoch MJD, angles degrees (ecliptic and equinox J2000). */
const BASE_FIELDS = [
  'name',
  'scheme',
  'epoch_of_elements',
  'inclination',
  'lng_asc_node',
  'arg_of_perihelion',
  'eccentricity',
  'abs_mag',
  'slope',
] as const;

/** What every moving target needs; a magnitude need not be known. */
const BASE_NEEDED = BASE_FIELDS.filter((field) => field !== 'abs_mag' && field !== 'slope');

/** Fields that only some schemes use: distances au, mean daily motion degrees a day, epoch of perihelion MJD. */
const SCHEME_FIELDS: Readonly<Record<OrbitScheme, readonly string[]>> = {
  MPC_MINOR_PLANET: ['mean_anomaly', 'semimajor_axis'],
  MPC_COMET: ['perihdist', 'epoch_of_perihelion'],
  JPL_MAJOR_PLANET: ['mean_daily_motion', 'mean_anomaly', 'semimajor_axis'],
};

/** What a page needs to show the fields of the chosen scheme alone. */
export interface OrbitForm {
  readonly base_fields: readonly string[];
  readonly scheme_fields: Readonly<Record<OrbitScheme, readonly string[]>>;
}

export const orbitForm = (): OrbitForm => ({ base_fields: BASE_FIELDS, scheme_fields: SCHEME_FIELDS });

/** The fields shown once a scheme is chosen; before that those of every scheme. */
export const orbitFields = (scheme: OrbitScheme | undefined): string[] => [
  ...BASE_FIELDS,
  ...(scheme ? SCHEME_FIELDS[scheme] : []),
];

const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** What a scheme needs and is not given. A zero is given: circular orbits and mean anomalies of zero exist. */
export const missingElements = (scheme: OrbitScheme, given: Readonly<Record<string, unknown>>): string[] =>
  [...BASE_NEEDED, ...SCHEME_FIELDS[scheme]].filter((field) => isMissing(given[field]));
