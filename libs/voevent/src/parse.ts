import { parseIvoid, type Ivoid } from './ivoid.js';
import { DEFAULT_LIMITS, type VoeventLimits } from './limits.js';
import { number } from './position.js';
import { shown, VoeventRefusal } from './refusal.js';
import { readIso } from './time-scale.js';
import { ROLES, RELATIONS, type Author, type Citation, type Role, type Version, type Voevent } from './voevent.js';
import type { How, Inference, Warning, Why } from './voevent.js';
import { readReferences, readWhat } from './what.js';
import { readWhereWhen, type Warn } from './where-when.js';
import { attribute, child, childrenOf, childText, readXml, textOf, type XmlElement } from './xml.js';

export interface ParseOptions {
  readonly limits?: VoeventLimits;
  /** Refuse an identifier that names a stream but no event (default true). */
  readonly requireLocalId?: boolean;
  /** When the packet came: an observation later than this by more than a day is flagged. */
  readonly receivedAt?: Date;
}

const NAMESPACES: Readonly<Record<string, Version>> = {
  'http://www.ivoa.net/xml/VOEvent/v1.1': '1.1',
  'http://www.ivoa.net/xml/VOEvent/v2.0': '2.0',
  'http://www.ivoa.net/xml/VOEvent/v2.1': '2.1',
};
const VERSIONS: readonly Version[] = ['1.1', '2.0', '2.1'];
const PARTS = ['Who', 'What', 'WhereWhen', 'How', 'Why', 'Citations', 'Description', 'Reference'];
const DAY_MS = 86_400_000;

/**
 * Reads a VOEvent 1.1, 2.0 or 2.1 packet. What the standard requires for safe handling (identifier, role, version, known
 * parts, Date, citation kinds) is refused when wrong; coordinates and times that cannot be used are left out with a
 * warning, because the packet itself may still be kept and relayed.
 * @throws VoeventRefusal
 */
export const parseVoevent = (bytes: Uint8Array, options: ParseOptions = {}): Voevent =>
  readVoevent(readXml(bytes, options.limits ?? DEFAULT_LIMITS), options);

/** The same for a document whose XML has been read. */
export const readVoevent = (root: XmlElement, options: ParseOptions = {}): Voevent => {
  const warnings: Warning[] = [];
  const warn: Warn = (code, says) => warnings.push({ code, says });
  if (root.name !== 'VOEvent')
    throw new VoeventRefusal('not_voevent', `The root element is ${shown(root.name)}, not VOEvent.`, root.line);
  const namespaced = checkNamespace(root, warn);
  const version = versionOf(root, namespaced, warn);
  const ivoid = ivoidOf(root, options.requireLocalId ?? true);
  const role = roleOf(root, warn);
  checkParts(root, namespaced !== null, warn);

  const who = child(root, 'Who');
  const what = child(root, 'What');
  const whereWhen = child(root, 'WhereWhen');
  const voevent = {
    ivoid: ivoid.ivoid,
    ivoidKey: ivoid.key,
    stream: ivoid.stream,
    role,
    version,
    author: readAuthor(who, warn),
    date: readDate(child(who, 'Date')),
    ...readWhat(what),
    whatDescription: childText(what, 'Description'),
    whereWhen: whereWhen ? readWhereWhen(whereWhen, warn) : null,
    why: readWhy(child(root, 'Why'), warn),
    how: readHow(child(root, 'How')),
    citations: readCitations(child(root, 'Citations'), warn),
    description: childText(root, 'Description'),
    references: [...readReferences(root), ...readReferences(what)],
  };
  flagFuture(voevent, options.receivedAt, warn);
  return { ...voevent, warnings };
};

/** The version the root's namespace stands for; null when it has none, which is flagged but read. */
const checkNamespace = (root: XmlElement, warn: Warn): Version | null => {
  const uri = attribute(root, root.prefix === '' ? 'xmlns' : `xmlns:${root.prefix}`);
  if (uri === null || uri === '') {
    warn('namespace_missing', 'The root element has no VOEvent namespace.');
    return null;
  }
  const version = NAMESPACES[uri];
  if (version) return version;
  const hint = uri.startsWith('https://') ? ' It must begin with http://, not https://.' : '';
  throw new VoeventRefusal('bad_namespace', `Namespace ${shown(uri)} is not one of VOEvent's.${hint}`, root.line);
};

const versionOf = (root: XmlElement, namespaced: Version | null, warn: Warn): Version => {
  const written = attribute(root, 'version')?.trim() ?? null;
  if (written === null) {
    warn('version_missing', `The packet has no version; it is read as ${namespaced ?? '2.0'}.`);
    return namespaced ?? '2.0';
  }
  const version = VERSIONS.find((v) => v === written);
  if (!version) throw new VoeventRefusal('unsupported_version', `Version ${shown(written)} is not read.`, root.line);
  if (namespaced !== null && namespaced !== version)
    throw new VoeventRefusal(
      'version_mismatch',
      `The packet says version ${version} but its namespace is that of ${namespaced}.`,
      root.line,
    );
  return version;
};

const ivoidOf = (root: XmlElement, requireLocalId: boolean): Ivoid => {
  const written = attribute(root, 'ivorn') ?? attribute(root, 'ivoid');
  if (written === null) throw new VoeventRefusal('missing_ivoid', 'The packet has no identifier (ivorn).', root.line);
  const ivoid = parseIvoid(written, root.line);
  if (requireLocalId && ivoid.local === null)
    throw new VoeventRefusal('no_local_id', `Identifier ${shown(written)} names a stream, not an event.`, root.line);
  return ivoid;
};

const roleOf = (root: XmlElement, warn: Warn): Role => {
  const written = attribute(root, 'role');
  if (written === null) {
    warn('role_missing', 'The packet has no role; the schema makes it an observation.');
    return 'observation';
  }
  const role = ROLES.find((r) => r === written.trim());
  if (role) return role;
  throw new VoeventRefusal('bad_role', `Role ${shown(written)} is not one of ${ROLES.join(', ')}.`, root.line);
};

const checkParts = (root: XmlElement, strict: boolean, warn: Warn): void => {
  const seen = new Set<string>();
  for (const { name, line } of root.children) {
    const known = PARTS.includes(name);
    if (!known && strict)
      throw new VoeventRefusal('unexpected_element', `Element ${shown(name)} has no place in a VOEvent.`, line);
    if (!known) warn('unknown_element', `Element ${shown(name)} is not known and is left out.`);
    if (known && seen.has(name)) throw new VoeventRefusal('duplicate_element', `Element ${name} is given twice.`, line);
    seen.add(name);
  }
};

const readAuthor = (who: XmlElement | undefined, warn: Warn): Author => {
  const author = child(who, 'Author');
  const written = childText(who, 'AuthorIVORN') ?? childText(who, 'AuthorIVOID');
  const valid = written === null || isIvoid(written.replace(/#$/, ''));
  if (!valid) warn('bad_author_ivoid', `The author's identifier ${shown(written)} is no IVOID.`);
  return {
    ivoid: valid ? written : null,
    title: childText(author, 'title'),
    shortName: childText(author, 'shortName'),
    contactName: childText(author, 'contactName'),
    contactEmail: childText(author, 'contactEmail'),
    contactPhone: childText(author, 'contactPhone'),
  };
};

const isIvoid = (text: string): boolean => {
  try {
    return parseIvoid(text).ivoid === text;
  } catch {
    return false;
  }
};

const readDate = (element: XmlElement | undefined): Date | null => {
  const text = textOf(element);
  if (element === undefined || text === null) return null;
  const reading = readIso(text);
  if (!reading) throw new VoeventRefusal('bad_date', `Date ${shown(text)} is no ISO 8601 time.`, element.line);
  return reading.date;
};

const readWhy = (why: XmlElement | undefined, warn: Warn): Why | null => {
  if (!why) return null;
  const expires = attribute(why, 'expires');
  const expiry = expires === null ? null : readIso(expires.trim());
  if (expires !== null && !expiry) warn('bad_time', 'The expiry is no ISO 8601 time.');
  const loose = inference(why, null, null);
  const inferences = childrenOf(why, 'Inference').map((i) =>
    inference(i, numberOf(i, 'probability', warn), attribute(i, 'relation')),
  );
  if (loose.names.length + loose.concepts.length > 0) inferences.push(loose);
  return {
    importance: numberOf(why, 'importance', warn),
    expires: expiry?.date ?? null,
    inferences,
    description: childText(why, 'Description'),
  };
};

const inference = (element: XmlElement, probability: number | null, relation: string | null): Inference => ({
  probability,
  relation,
  names: texts(element, 'Name'),
  concepts: texts(element, 'Concept'),
});

const texts = (element: XmlElement, name: string): string[] =>
  childrenOf(element, name).flatMap((c) => textOf(c) ?? []);

const numberOf = (element: XmlElement, name: string, warn: Warn): number | null => {
  const text = attribute(element, name)?.trim() ?? '';
  if (text === '') return null;
  const value = number(text);
  if (Number.isFinite(value)) return value;
  warn('bad_number', `Attribute ${name} is no number and is left out.`);
  return null;
};

const readHow = (how: XmlElement | undefined): How | null =>
  how ? { descriptions: texts(how, 'Description'), references: readReferences(how) } : null;

const readCitations = (citations: XmlElement | undefined, warn: Warn): Citation[] =>
  [...childrenOf(citations, 'EventIVORN'), ...childrenOf(citations, 'EventIVOID')].flatMap((cited) => {
    const ivoid = textOf(cited);
    const relation = relationOf(cited, warn);
    if (ivoid === null) return [];
    if (!isIvoid(ivoid)) warn('bad_cited_ivoid', `The cited identifier ${shown(ivoid)} is no IVOID.`);
    return [{ ivoid, relation }];
  });

const relationOf = (cited: XmlElement, warn: Warn): Citation['relation'] => {
  const written = attribute(cited, 'cite');
  if (written === null) {
    warn('citation_without_relation', 'A citation does not say how it relates; it is read as followup.');
    return 'followup';
  }
  const relation = RELATIONS.find((r) => r === written);
  if (relation) return relation;
  const says = `Citation kind ${shown(written)} is not one of ${RELATIONS.join(', ')}.`;
  throw new VoeventRefusal('bad_citation', says, cited.line);
};

const flagFuture = (
  { role, date, whereWhen }: Pick<Voevent, 'role' | 'date' | 'whereWhen'>,
  receivedAt: Date | undefined,
  warn: Warn,
): void => {
  const time = whereWhen?.eventTime;
  if (!time || role === 'prediction') return;
  const latest = [date, receivedAt].filter((d) => d instanceof Date).map((d) => d.getTime() + DAY_MS);
  if (latest.some((ms) => time.getTime() > ms))
    warn('time_in_future', 'The event lies more than a day after the packet that reports it.');
};
