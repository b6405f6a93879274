/** Photometric bands that catalogues know. */
export const bands = ['U', 'B', 'V', 'R', 'I', 'u', 'g', 'r', 'i', 'z', 'y', 'G', 'BP', 'RP', 'J', 'H', 'Ks'] as const;
export type Band = (typeof bands)[number];

const names: Readonly<Record<string, Band>> = {
  K: 'Ks',
  KS: 'Ks',
  Rc: 'R',
  RC: 'R',
  R_c: 'R',
  Ic: 'I',
  IC: 'I',
  I_c: 'I',
  "I'": 'I',
  Gbp: 'BP',
  Grp: 'RP',
  G_BP: 'BP',
  G_RP: 'RP',
};

const sloan = /^(?:sdss|sloan|ps1|ztf|decam|des|skymapper|s)?[\s_-]*([ugrizy])(?:['p]|[\s_.-].*)?$/;
const sloanLoud = /^(?:sdss|sloan|ps1|ztf|decam|des|skymapper|s)[\s_-]*([ugrizy])'?$/i;
const johnson =
  /^(?:johnson|bessell?|cousins|kron|jc|generic)?[\s_-]*([UBVRI])(?:[\s_-]*(?:johnson|bessell?|cousins))?$/;
const johnsonLoud = /^(?:johnson|bessell?|cousins)[\s_-]*([ubvri])$/i;

const isBand = (text: string): text is Band => bands.some((band) => band === text);

/** The band that a camera's name for its filter means, or undefined: the case of a lone letter counts (R is not r). */
export function bandOf(text: string): Band | undefined {
  const name = text.trim();
  if (isBand(name)) return name;
  const letter =
    sloan.exec(name)?.[1] ??
    sloanLoud.exec(name)?.[1]?.toLowerCase() ??
    johnson.exec(name)?.[1] ??
    johnsonLoud.exec(name)?.[1]?.toUpperCase();
  if (letter !== undefined && isBand(letter)) return letter;
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
