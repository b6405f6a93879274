import type { Degrees, Seconds } from '@nightjar/astro';

export type Role = 'observation' | 'prediction' | 'utility' | 'test';
export const ROLES: readonly Role[] = ['observation', 'prediction', 'utility', 'test'];
export type Version = '1.1' | '2.0' | '2.1';
export type Relation = 'followup' | 'supersedes' | 'retraction';
export const RELATIONS: readonly Relation[] = ['followup', 'supersedes', 'retraction'];

/** Something about a packet that was read leniently and that somebody may want to know. */
export interface Warning {
  readonly code: WarningCode;
  readonly says: string;
}
export type WarningCode =
  | 'namespace_missing'
  | 'version_missing'
  | 'role_missing'
  | 'unknown_element'
  | 'bad_author_ivoid'
  | 'bad_cited_ivoid'
  | 'citation_without_relation'
  | 'several_locations'
  | 'bad_time'
  | 'leap_second'
  | 'time_scale_assumed'
  | 'time_in_future'
  | 'coordinate_systems_differ'
  | 'frame_assumed'
  | 'unit_assumed'
  | 'position_refused'
  | 'bad_number';

export type TimeScale = 'UTC' | 'TT' | 'GPS' | 'TDB' | 'TAI';
/** FK5 at J2000 and ICRS differ by less than 0.03 arcsec and are not converted. */
export type Frame = 'ICRS' | 'FK5';

/** A position fit to be pointed at: finite, in range, in degrees. */
export interface Position {
  /** [0, 360). */
  readonly raDeg: Degrees;
  /** [-90, 90]. */
  readonly decDeg: Degrees;
  /** Radius as the author gives it (its containment is the author's); null when not given. */
  readonly errorDeg: Degrees | null;
  readonly frame: Frame;
}

/** Why a position that is written in the packet must not be pointed at. */
export interface PositionFault {
  readonly code:
    | 'ra_out_of_range'
    | 'dec_out_of_range'
    | 'not_a_number'
    | 'error_out_of_range'
    | 'unit_unknown'
    | 'not_equatorial'
    | 'incomplete';
  readonly says: string;
}

export interface WhereWhen {
  /** UTC. A leap second `:60` is the first instant of the next minute. Null when absent or unreadable. */
  readonly eventTime: Date | null;
  /** The scale the packet gave the time in; `eventTime` is UTC already. */
  readonly timeScale: TimeScale | null;
  readonly timeErrorS: Seconds | null;
  readonly position: Position | null;
  /** Set when coordinates are written but refused; then `position` is null. */
  readonly positionFault: PositionFault | null;
  /** ObservatoryLocation id, e.g. `GEOLUN`. */
  readonly observatory: string | null;
  readonly description: string | null;
}

export interface Param {
  readonly name: string | null;
  /** The value attribute, else the Value child. */
  readonly value: string | null;
  readonly unit: string | null;
  readonly ucd: string | null;
  readonly dataType: string | null;
  readonly description: string | null;
  /** Index into `groups`; null at top level. */
  readonly group: number | null;
}

export interface ParamGroup {
  readonly name: string | null;
  readonly type: string | null;
  readonly description: string | null;
}

export interface Table {
  readonly name: string | null;
  readonly fields: readonly {
    readonly name: string | null;
    readonly unit: string | null;
    readonly ucd: string | null;
  }[];
  readonly rows: readonly (readonly string[])[];
}

export interface Reference {
  readonly uri: string;
  readonly type: string | null;
  readonly meaning: string | null;
  /** The uri when it is http or https, else null: the only thing a page may link. Never fetched. */
  readonly link: string | null;
}

export interface Author {
  /** AuthorIVORN as written, when it is an identifier. */
  readonly ivoid: string | null;
  readonly title: string | null;
  readonly shortName: string | null;
  readonly contactName: string | null;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
}

export interface Inference {
  /** 0 to 1. */
  readonly probability: number | null;
  readonly relation: string | null;
  readonly names: readonly string[];
  readonly concepts: readonly string[];
}

export interface Why {
  readonly importance: number | null;
  readonly expires: Date | null;
  /** Inferences as given; names and concepts outside of any inference are in one without probability. */
  readonly inferences: readonly Inference[];
  readonly description: string | null;
}

export interface How {
  readonly descriptions: readonly string[];
  readonly references: readonly Reference[];
}

export interface Citation {
  /** As written; a `bad_cited_ivoid` warning says when it is no identifier. */
  readonly ivoid: string;
  readonly relation: Relation;
}

/** One VOEvent packet, whatever its version. */
export interface Voevent {
  readonly ivoid: string;
  /** Equal for identifiers that mean the same; see `Ivoid.key`. */
  readonly ivoidKey: string;
  readonly stream: string;
  readonly role: Role;
  readonly version: Version;
  readonly author: Author;
  /** Who/Date: when the packet was made, UTC. */
  readonly date: Date | null;
  /** Every Param in document order, duplicates and unnamed ones too. */
  readonly params: readonly Param[];
  readonly groups: readonly ParamGroup[];
  readonly tables: readonly Table[];
  readonly whatDescription: string | null;
  readonly whereWhen: WhereWhen | null;
  readonly why: Why | null;
  readonly how: How | null;
  readonly citations: readonly Citation[];
  readonly description: string | null;
  /** References of the packet and of What; How keeps its own. */
  readonly references: readonly Reference[];
  readonly warnings: readonly Warning[];
}

/** The first Param of that name (case counts not), in any group or in the named one; null when absent or without value. */
export const paramValue = (voevent: Voevent, name: string, group?: string): string | null => {
  const same = (a: string | null | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
  const found = voevent.params.find(
    (p) =>
      same(p.name, name) &&
      p.value !== null &&
      (group === undefined || (p.group !== null && same(voevent.groups[p.group]?.name, group))),
  );
  return found?.value ?? null;
};
