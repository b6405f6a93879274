import { shown, VoeventRefusal } from './refusal.js';
import { readIso } from './time-scale.js';
import { attribute, child, childrenOf, childText, type XmlElement } from './xml.js';
import { escapeXml } from './xml-text.js';

export type TransportRole = 'iamalive' | 'authenticate' | 'ack' | 'nak';
const ROLES: readonly TransportRole[] = ['iamalive', 'authenticate', 'ack', 'nak'];

/** A VTP message that is no event. */
export interface TransportMessage {
  readonly role: TransportRole;
  /** iamalive, authenticate: the broker's identifier. ack, nak: the event's. As written; not checked. */
  readonly origin: string;
  /** The answering party's identifier. */
  readonly response: string | null;
  readonly timeStamp: Date | null;
  /** Why a nak, or words with an ack. */
  readonly result: string | null;
  /** XPath filters a subscriber asks for in its authenticate. */
  readonly filters: readonly string[];
}

const NAMESPACE = 'http://www.telescope-networks.org/xml/Transport/v1.1';
/** Three spellings of the namespace are in use; a peer is also understood without one. */
const KNOWN_NAMESPACE = /^http:\/\/(?:www\.)?telescope-networks\.org\/(?:xml|schema)\/Transport\/v1\.1$/;
const SCHEMA = 'http://www.telescope-networks.org/schema/Transport-v1.1.xsd';

/** A message without what its role does not need. */
export type TransportDraft = Pick<TransportMessage, 'role' | 'origin'> &
  Partial<Pick<TransportMessage, 'response' | 'result' | 'filters'>> & { readonly at: Date };

/** Writes a transport message as the VTP peers in use expect it (schema order, un-namespaced children, whole seconds). */
export const buildTransport = (draft: TransportDraft): Uint8Array => {
  const { role, origin, response, at, result, filters = [] } = draft;
  const meta =
    filters.map((f) => `<Param name="xpath-filter" value="${escapeXml(f)}"/>`).join('') +
    (result ? `<Result>${escapeXml(result)}</Result>` : '');
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
      `<trn:Transport xmlns:trn="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
      `xsi:schemaLocation="${NAMESPACE} ${SCHEMA}" version="1.0" role="${role}">` +
      `<Origin>${escapeXml(origin)}</Origin>` +
      (response ? `<Response>${escapeXml(response)}</Response>` : '') +
      `<TimeStamp>${at.toISOString().slice(0, 19)}Z</TimeStamp>` +
      (meta === '' ? '' : `<Meta>${meta}</Meta>`) +
      `</trn:Transport>`,
  );
};

/** Reads a Transport element. @throws VoeventRefusal `bad_transport`, `bad_namespace` */
export const readTransport = (root: XmlElement): TransportMessage => {
  const namespace = attribute(root, root.prefix === '' ? 'xmlns' : `xmlns:${root.prefix}`) ?? '';
  if (namespace !== '' && !KNOWN_NAMESPACE.test(namespace))
    throw new VoeventRefusal('bad_namespace', `Namespace ${shown(namespace)} is not that of VTP.`, root.line);
  const written = attribute(root, 'role') ?? '';
  const role = ROLES.find((r) => r === written);
  if (!role) throw new VoeventRefusal('bad_transport', `Role ${shown(written)} is not one of VTP.`, root.line);
  const meta = child(root, 'Meta');
  return {
    role,
    origin: childText(root, 'Origin') ?? '',
    response: childText(root, 'Response'),
    timeStamp: readIso(childText(root, 'TimeStamp') ?? '')?.date ?? null,
    result: childText(meta, 'Result'),
    filters: meta ? filtersOf(meta) : [],
  };
};

/** Params named xpath-filter, and the older `<filter type="xpath">`. */
const filtersOf = (meta: XmlElement): string[] => [
  ...childrenOf(meta, 'Param')
    .filter((p) => attribute(p, 'name') === 'xpath-filter')
    .flatMap((p) => attribute(p, 'value') ?? []),
  ...childrenOf(meta, 'filter')
    .filter((f) => attribute(f, 'type') === 'xpath')
    .flatMap((f) => f.text.trim() || []),
];
