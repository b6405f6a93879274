import type { VoeventLimits } from './limits.js';
import { shown, VoeventRefusal, type VoeventRefusalCode } from './refusal.js';
import { FORBIDDEN, isXmlCharacter } from './xml-text.js';

const NAME = /[A-Za-z_\u00c0-\ufffd][\w.\-\u00b7-\ufffd]*(?::[A-Za-z_\u00c0-\ufffd][\w.\-\u00b7-\ufffd]*)?/y;
const ATTRIBUTE = /\s+([A-Za-z_\u00c0-\ufffd][\w.:\-\u00b7-\ufffd]*)\s*=\s*("[^<"]*"|'[^<']*')/y;
const TAG_END = /\s*(\/?)>/y;
const REFERENCE_HERE = /&(?:amp|lt|gt|quot|apos|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/y;

/**
 * One pass over a document, in linear time and constant memory, before any parser sees it: well-formedness, no DTD, no
 * entity but the predefined ones, and the limits. Whatever comes through may be given to a parser without surprises.
 * @throws VoeventRefusal with the line
 */
export const checkXml = (text: string, limits: VoeventLimits): void => new Gate(text, limits).check();

/** 1-based line of an offset. */
export const lineAt = (text: string, offset: number): number => {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
};

class Gate {
  private at = 0;
  private elements = 0;
  private attributeCount = 0;
  private ampersand = -1;
  private params = 0;
  private rootSeen = false;
  private readonly open: string[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: VoeventLimits,
  ) {}

  check(): void {
    const forbidden = FORBIDDEN.exec(this.text);
    if (forbidden) this.refuse('malformed_xml', 'The document has a character that XML forbids.', forbidden.index);
    while (this.at < this.text.length) this.step();
    const unclosed = this.open.at(-1);
    if (unclosed !== undefined) this.refuse('malformed_xml', `Element ${shown(unclosed)} is never closed.`);
    if (!this.rootSeen) this.refuse('malformed_xml', 'The document has no element.');
  }

  private step(): void {
    if (this.text[this.at] !== '<') return this.characters();
    const next = this.text[this.at + 1];
    if (next === '/') return this.endTag();
    if (next === '?') return this.skip('?>', 'processing instruction');
    if (next === '!') return this.declaration();
    return this.startTag();
  }

  private characters(): void {
    const found = this.text.indexOf('<', this.at);
    const end = found === -1 ? this.text.length : found;
    if (this.open.length > 0) this.references(this.at, end);
    else if (this.text.slice(this.at, end).trim() !== '')
      this.refuse(
        'malformed_xml',
        this.rootSeen ? 'There is text after the root element.' : 'There is text before XML.',
      );
    this.at = end;
  }

  private declaration(): void {
    if (this.text.startsWith('<!--', this.at)) return this.skip('-->', 'comment');
    if (this.text.startsWith('<![CDATA[', this.at) && this.open.length > 0) return this.skip(']]>', 'CDATA section');
    if (this.text.startsWith('<!DOCTYPE', this.at))
      this.refuse('doctype_refused', 'A DOCTYPE is not accepted; send the VOEvent without one.');
    this.refuse('malformed_xml', 'There is a declaration that a VOEvent cannot have.');
  }

  private skip(end: string, what: string): void {
    this.countElement(this.at);
    const found = this.text.indexOf(end, this.at + 2);
    if (found === -1) this.refuse('malformed_xml', `A ${what} is never closed.`);
    this.at = found + end.length;
  }

  private startTag(): void {
    const start = this.at;
    const name = this.match(NAME, start + 1)?.[0];
    if (name === undefined) return this.refuse('malformed_xml', 'There is a < that starts no element.');
    if (this.open.length === 0 && this.rootSeen) this.refuse('malformed_xml', 'There is a second root element.');
    this.rootSeen = true;
    this.count(name, start);
    this.at = start + 1 + name.length;
    this.attributes(name, start);
    const end = this.match(TAG_END, this.at);
    if (!end) return this.refuse('malformed_xml', `The tag of ${shown(name)} is not well formed.`, start);
    this.at += end[0].length;
    if (end[1] === '') this.open.push(name);
  }

  private count(name: string, start: number): void {
    const { maxDepth, maxParams } = this.limits;
    this.countElement(start);
    if (this.open.length >= maxDepth) this.refuse('too_deep', `Elements are nested deeper than ${maxDepth}.`, start);
    if ((name === 'Param' || name.endsWith(':Param')) && ++this.params > maxParams)
      this.refuse('too_many_params', `The document has more than ${maxParams} Params.`, start);
  }

  private countElement(start: number): void {
    if (++this.elements > this.limits.maxElements)
      this.refuse('too_many_elements', `The document has more than ${this.limits.maxElements} elements.`, start);
  }

  private attributes(element: string, start: number): void {
    const seen = new Set<string>();
    for (let found = this.match(ATTRIBUTE, this.at); found; found = this.match(ATTRIBUTE, this.at)) {
      const [all, name = '', value = ''] = found;
      if (seen.size >= this.limits.maxAttributes || ++this.attributeCount > this.limits.maxAttributesInAll)
        this.refuse('too_many_attributes', `Up to element ${shown(element)} there are too many attributes.`, start);
      if (seen.has(name)) this.refuse('malformed_xml', `Attribute ${shown(name)} is given twice.`);
      seen.add(name);
      this.at += all.length;
      this.references(this.at - value.length, this.at);
    }
  }

  private endTag(): void {
    const name = this.match(NAME, this.at + 2)?.[0];
    const expected = this.open.pop();
    if (name === undefined || name !== expected)
      return this.refuse(
        'malformed_xml',
        `End tag ${shown(name ?? '')} does not match ${shown(expected ?? 'nothing')}.`,
      );
    const end = this.match(TAG_END, this.at + 2 + name.length);
    if (!end || end[1] !== '') return this.refuse('malformed_xml', `The end tag of ${shown(name)} is not well formed.`);
    this.at += 2 + name.length + end[0].length;
  }

  private references(from: number, to: number): void {
    for (let at = this.ampersandFrom(from); at < to; at = this.ampersandFrom(at + 1)) {
      const found = this.match(REFERENCE_HERE, at);
      if (!found) return this.refuse('entity_refused', 'Only the five predefined XML entities are accepted.', at);
      const [, decimal, hex] = found;
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : 0x20;
      if (!isXmlCharacter(code)) this.refuse('malformed_xml', 'A character reference names no XML character.', at);
    }
  }

  /** Remembered, as a search from every attribute to an ampersand far away would be quadratic. */
  private ampersandFrom(from: number): number {
    if (this.ampersand < from) {
      const found = this.text.indexOf('&', from);
      this.ampersand = found === -1 ? Infinity : found;
    }
    return this.ampersand;
  }

  private match(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.text);
  }

  private refuse(code: VoeventRefusalCode, says: string, offset = this.at): never {
    throw new VoeventRefusal(code, says, lineAt(this.text, offset));
  }
}
