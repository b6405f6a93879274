import { parseIvoid } from './ivoid.js';
import { VoeventRefusal } from './refusal.js';
import type { Author, Citation, How, Inference, Param, ParamGroup, Reference, Role, Why } from './voevent.js';
import type { WhereWhen } from './voevent.js';
import { escapeXml } from './xml-text.js';

/** A packet to be written. What is left out is not in the packet. */
export interface VoeventDraft {
  readonly ivoid: string;
  readonly role: Role;
  /** Default 2.0. */
  readonly version?: '2.0' | '2.1';
  readonly author?: Partial<Author>;
  /** When the packet is made. */
  readonly date?: Date;
  /** Written top-level first, then group by group. */
  readonly params?: readonly (Pick<Param, 'name' | 'value'> & Partial<Param>)[];
  readonly groups?: readonly Partial<ParamGroup>[];
  readonly whatDescription?: string | null;
  readonly whereWhen?: Partial<
    Pick<WhereWhen, 'eventTime' | 'timeErrorS' | 'position' | 'observatory' | 'description'>
  > | null;
  readonly why?: Partial<Omit<Why, 'inferences'>> & { readonly inferences?: readonly Partial<Inference>[] };
  readonly how?: How;
  readonly citations?: readonly Citation[];
  readonly description?: string | null;
  readonly references?: readonly (Pick<Reference, 'uri'> & Partial<Reference>)[];
}

/**
 * Writes a VOEvent 2.0 or 2.1 packet, UTF-8. `parseVoevent` gives back what was written.
 * @throws VoeventRefusal `bad_ivoid`, `bad_value` for what a packet cannot carry
 */
export const buildVoevent = (draft: VoeventDraft): Uint8Array => {
  const version = draft.version ?? '2.0';
  const namespace = `http://www.ivoa.net/xml/VOEvent/v${version}`;
  parseIvoid(draft.ivoid);
  const root = element(
    'voe:VOEvent',
    {
      'xmlns:voe': namespace,
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:schemaLocation': `${namespace} http://www.ivoa.net/xml/VOEvent/VOEvent-v${version}.xsd`,
      version,
      role: draft.role,
      ivorn: draft.ivoid,
    },
    [
      who(draft),
      what(draft),
      draft.whereWhen ? whereWhen(draft.whereWhen) : null,
      draft.how ? how(draft.how) : null,
      draft.why ? why(draft.why) : null,
      citations(draft.citations ?? []),
      leaf('Description', draft.description),
      ...(draft.references ?? []).map(reference),
    ],
  );
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`);
};

type Attributes = Readonly<Record<string, string | number | null | undefined>>;
type Content = readonly (string | null)[];

const element = (name: string, attributes: Attributes, content: Content = []): string => {
  const head = `<${name}${Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== null && entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('')}`;
  const inside = content.filter((c) => c !== null);
  return inside.length === 0 ? `${head}/>` : `${head}>\n${inside.map(indented).join('\n')}\n</${name}>`;
};

/** By line feed alone: `^` with the m flag would also cut at U+2028, inside a text. */
const indented = (block: string): string => `  ${block.replaceAll('\n', '\n  ')}`;

const leaf = (name: string, text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : `<${name}>${escapeXml(text)}</${name}>`;

/** An element only when something is in it. */
const unlessEmpty = (name: string, content: Content): string | null =>
  content.some((c) => c !== null) ? element(name, {}, content) : null;

/** ISO 8601 in UTC without a zone, as the standard has it; milliseconds only where there are some. */
const iso = (date: Date): string => {
  if (!(date.getTime() >= Date.UTC(1000, 0) && date.getTime() < Date.UTC(10_000, 0)))
    throw new VoeventRefusal('bad_value', 'A time is outside the years 1000 to 9999.');
  return date.toISOString().replace(/(?:\.000)?Z$/, '');
};

const finite = (value: number, low: number, high: number, what: string): string => {
  if (!(value >= low && value <= high))
    throw new VoeventRefusal('bad_value', `The ${what} is not a number from ${low} to ${high}.`);
  return String(value);
};

const who = ({ author, date }: VoeventDraft): string | null =>
  unlessEmpty('Who', [
    leaf('AuthorIVORN', author?.ivoid),
    date ? leaf('Date', iso(date)) : null,
    unlessEmpty('Author', [
      leaf('title', author?.title),
      leaf('shortName', author?.shortName),
      leaf('contactName', author?.contactName),
      leaf('contactEmail', author?.contactEmail),
      leaf('contactPhone', author?.contactPhone),
    ]),
  ]);

const what = ({ params = [], groups = [], whatDescription }: VoeventDraft): string | null =>
  unlessEmpty('What', [
    ...params.filter((p) => (p.group ?? null) === null).map(param),
    ...groups.map((group, index) =>
      element('Group', { name: group.name, type: group.type }, [
        ...params.filter((p) => p.group === index).map(param),
        leaf('Description', group.description),
      ]),
    ),
    leaf('Description', whatDescription),
  ]);

const param = ({
  name,
  value,
  unit,
  ucd,
  dataType,
  description,
}: NonNullable<VoeventDraft['params']>[number]): string =>
  element('Param', { name, value, unit, ucd, dataType }, [leaf('Description', description)]);

const whereWhen = (given: NonNullable<VoeventDraft['whereWhen']>): string => {
  const system = `UTC-${given.position?.frame ?? 'ICRS'}-GEO`;
  const coords = element('AstroCoords', { coord_system_id: system }, [time(given), position(given.position ?? null)]);
  return element('WhereWhen', {}, [
    element('ObsDataLocation', {}, [
      element('ObservatoryLocation', { id: given.observatory }),
      element('ObservationLocation', {}, [element('AstroCoordSystem', { id: system }), coords]),
    ]),
    leaf('Description', given.description),
  ]);
};

const time = ({ eventTime, timeErrorS }: NonNullable<VoeventDraft['whereWhen']>): string | null => {
  const error = timeErrorS ?? null;
  if (!eventTime && error === null) return null;
  return element('Time', { unit: 's' }, [
    eventTime ? element('TimeInstant', {}, [leaf('ISOTime', iso(eventTime))]) : null,
    error === null ? null : leaf('Error', finite(error, 0, 1e12, 'error of the time')),
  ]);
};

const position = (given: WhereWhen['position']): string | null => {
  if (given === null) return null;
  return element('Position2D', { unit: 'deg' }, [
    leaf('Name1', 'RA'),
    leaf('Name2', 'Dec'),
    element('Value2', {}, [
      leaf('C1', finite(given.raDeg, 0, 360, 'right ascension')),
      leaf('C2', finite(given.decDeg, -90, 90, 'declination')),
    ]),
    given.errorDeg === null ? null : leaf('Error2Radius', finite(given.errorDeg, 0, 360, 'error radius')),
  ]);
};

const how = ({ descriptions, references }: How): string =>
  element('How', {}, [...descriptions.map((d) => leaf('Description', d)), ...references.map(reference)]);

const why = ({ importance, expires, inferences = [], description }: NonNullable<VoeventDraft['why']>): string =>
  element('Why', { importance, expires: expires ? iso(expires) : null }, [
    ...inferences.map(({ probability, relation, names = [], concepts = [] }) =>
      element('Inference', { probability, relation }, [
        ...names.map((n) => leaf('Name', n)),
        ...concepts.map((c) => leaf('Concept', c)),
      ]),
    ),
    leaf('Description', description),
  ]);

const citations = (cited: readonly Citation[]): string | null =>
  unlessEmpty(
    'Citations',
    cited.map(({ ivoid, relation }) => `<EventIVORN cite="${relation}">${escapeXml(ivoid)}</EventIVORN>`),
  );

const reference = ({ uri, type, meaning }: Pick<Reference, 'uri'> & Partial<Reference>): string =>
  element('Reference', { uri, type, meaning });
