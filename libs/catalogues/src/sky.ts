import type { Header, Image } from '@nightjar/imaging';
import type { Filter } from './filter.js';
import type { ResolvedName, SolarSystemBody } from './request/named-object.js';
import type { VariableStar } from './known/variables.js';
import type { CatalogueStar, Cone } from './star.js';
import type { Field } from './template/survey.js';

/** Where an answer was taken from. `none`: nobody could be asked, and nothing stands in. */
export type SkySource = 'cache' | 'network' | 'local' | 'file' | 'none';

export interface StarsWanted {
  /** A name of the registry, `tycho2`, or one that the site has loaded; absent: chosen by filter and place. */
  readonly catalogue?: string;
  readonly filter: Filter;
  readonly cone: Cone;
  /** In the catalogue's limit column. */
  readonly limitMag?: number;
}

/** Something that could not be asked, and why. */
export interface NotAsked {
  readonly name: string;
  readonly because: string;
}

export interface StarsFound {
  readonly stars: readonly CatalogueStar[];
  /** The catalogue that the stars are of; null when there was none. */
  readonly catalogue: string | null;
  /** The band in which the stars calibrate the filter: the filter itself, or a stand-in's nearest. */
  readonly filter: Filter | null;
  /** The catalogue that was wanted, by name or by choice. */
  readonly asked: string;
  readonly from: SkySource;
  /** Seconds since the server gave the answer; absent for what is local. */
  readonly ageS?: number;
  /** The server had more stars than it gives. */
  readonly truncated: boolean;
  readonly notAsked: readonly NotAsked[];
  /** One sentence for the log: what was used, and what could not be and why. */
  readonly note: string;
}

export interface TemplateWanted {
  /** A survey's name, `file`, or absent: chosen by place. */
  readonly survey?: string;
  readonly filter: Filter;
  readonly field: Field;
  /** With survey `file`: its path. */
  readonly file?: string;
}

/** A template as it can be compared: linear pixels, its header, and its bad pixels. */
export interface Template {
  readonly header: Header;
  readonly image: Image;
  /** One byte a pixel, 1 = bad. */
  readonly mask: Uint8Array;
}

export interface TemplateFound {
  readonly template: Template | null;
  readonly survey: string;
  readonly filter: Filter | null;
  readonly from: SkySource;
  readonly ageS?: number;
  readonly note: string;
}

/** Variable stars in a cone; null where no list could be asked, which `note` says. */
export interface VariablesFound {
  readonly stars: readonly VariableStar[] | null;
  readonly note: string;
}

/**
 * What pipelines ask of the sky beyond their own frame. Offline, out of reach and unknown are answers, never errors; a question
 * that is wrong in itself (a catalogue of no such name) is thrown as a `RangeError`.
 */
export interface Sky {
  stars(wanted: StarsWanted): Promise<StarsFound>;
  template(wanted: TemplateWanted): Promise<TemplateFound>;
  resolve(name: string): Promise<{ readonly place: ResolvedName | null; readonly note: string }>;
  /** @param at the moment of the exposure */
  solarSystem(
    cone: Cone,
    at: Date,
  ): Promise<{ readonly bodies: readonly SolarSystemBody[] | null; readonly note: string }>;
  /** Of the site’s loaded catalogue `vsx` where there is one, else of VSX at VizieR. */
  variables(cone: Cone): Promise<VariablesFound>;
}

/** The sky of a run that was given none: it says so to whoever asks. */
export const noSky: Sky = {
  stars: async ({ catalogue = 'a catalogue' }) => ({
    ...{ stars: [], catalogue: null, filter: null, asked: catalogue, from: 'none', truncated: false },
    ...{ notAsked: [{ name: catalogue, because: NONE }], note: NONE },
  }),
  template: async ({ survey = 'a survey' }) => ({ template: null, survey, filter: null, from: 'none', note: NONE }),
  resolve: async () => ({ place: null, note: NONE }),
  solarSystem: async () => ({ bodies: null, note: NONE }),
  variables: async () => ({ stars: null, note: NONE }),
};

const NONE = 'this run was given no catalogues';
