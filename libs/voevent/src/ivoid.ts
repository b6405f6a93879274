import { shown, VoeventRefusal } from './refusal.js';

/** An IVOA identifier taken apart. */
export interface Ivoid {
  /** As written. */
  readonly ivoid: string;
  readonly authority: string;
  /** Without its leading slash; empty when there is none. */
  readonly resource: string;
  /** What follows `#` (1.x, 2.0) or `?` (2.1); null when there is none. */
  readonly local: string | null;
  /** The publisher's stream: everything before the local part. */
  readonly stream: string;
  /** Equal for identifiers that mean the same: authority and resource without case, one separator. For deduplication. */
  readonly key: string;
}

const MAX_LENGTH = 2048;
const AUTHORITY = /^[A-Za-z0-9][A-Za-z0-9\-_.~*'()+=!$&,;@%:]{2,}$/;
const RESOURCE = /^[A-Za-z0-9\-_.~*'()+=!$&,;@%:/]*$/;
const LOCAL = /^[A-Za-z0-9\-_.~*'()+=!$&,;@%:/?[\]]*$/;

/**
 * Reads `ivo://authority/resource#local` (VOEvent 1.x, 2.0) and `ivo://authority/resource?local` (2.1) after IVOA
 * Identifiers 2.0. Every check is one pass over disjoint character classes, so the cost grows with the length alone.
 * @throws VoeventRefusal `missing_ivoid`, `bad_ivoid`
 */
export const parseIvoid = (text: string, line: number | null = null): Ivoid => {
  const no = (says: string): never => {
    throw new VoeventRefusal('bad_ivoid', `Identifier ${shown(text)} ${says}.`, line);
  };
  if (text === '') throw new VoeventRefusal('missing_ivoid', 'The identifier (ivorn) is empty.', line);
  if (text.length > MAX_LENGTH) no(`is longer than ${MAX_LENGTH} characters`);
  if (/[^\x21-\x7e]/.test(text)) no('has a space, a control character or a character outside ASCII');
  if (text.slice(0, 6).toLowerCase() !== 'ivo://') no('does not start with ivo://');

  const body = text.slice(6);
  const cut = body.search(/[#?]/);
  const path = cut === -1 ? body : body.slice(0, cut);
  const local = cut === -1 ? '' : body.slice(cut + 1);
  const slash = path.indexOf('/');
  const authority = slash === -1 ? path : path.slice(0, slash);
  const resource = slash === -1 ? '' : path.slice(slash + 1);

  if (!AUTHORITY.test(authority)) no('has no proper authority (three characters or more, a letter or digit first)');
  if (slash !== -1 && resource === '') no('ends its resource with a slash');
  if (!RESOURCE.test(resource)) no('has a character that a resource cannot have');
  if (resource !== '' && resource.split('/').some((segment) => segment === '' || segment === '.' || segment === '..'))
    no('has an empty, . or .. step in its resource');
  if (!LOCAL.test(local)) no('has a character that a local part cannot have');

  const key = `ivo://${path.toLowerCase()}${local === '' ? '' : `#${local}`}`;
  return { ivoid: text, authority, resource, local: local === '' ? null : local, stream: `ivo://${path}`, key };
};
