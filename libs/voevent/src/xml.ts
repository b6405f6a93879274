import { XMLParser } from 'fast-xml-parser';
import { decodeXml } from './encoding.js';
import { DEFAULT_LIMITS, type VoeventLimits } from './limits.js';
import { VoeventRefusal } from './refusal.js';
import { checkXml, lineAt } from './xml-gate.js';
import { unescapeXml } from './xml-text.js';

/** An element of a checked document. Names are local (prefix apart), values have their references resolved. */
export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  /** By qualified name, as written. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The element's own text and CDATA, joined, without its children's. */
  readonly text: string;
  readonly line: number;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  cdataPropName: '#cdata',
  // Nothing may expand: the gate has let only predefined references through, and unescapeXml resolves each once.
  processEntities: false,
  htmlEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
  maxNestedTags: 1000,
});
const META = XMLParser.getMetaDataSymbol().valueOf();

/** Reads a document under limits. @throws VoeventRefusal */
export const readXml = (bytes: Uint8Array, limits: VoeventLimits = DEFAULT_LIMITS): XmlElement => {
  if (bytes.length === 0) throw new VoeventRefusal('empty', 'The message is empty.');
  if (bytes.length > limits.maxBytes)
    throw new VoeventRefusal(
      'too_large',
      `The message has ${bytes.length} bytes; at most ${limits.maxBytes} are read.`,
    );
  const text = decodeXml(bytes).trimStart();
  checkXml(text, limits);
  const root = new Reader(text).elements(parse(text))[0];
  if (!root) throw new VoeventRefusal('malformed_xml', 'The document has no element.');
  return root;
};

const parse = (text: string): unknown => {
  try {
    return parser.parse(text);
  } catch {
    // The gate passed it, so what remains is a name the parser keeps for itself (`__proto__`, `constructor`).
    throw new VoeventRefusal('malformed_xml', 'The document uses a name that cannot be read.');
  }
};

type Node = Readonly<Record<PropertyKey, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** The parser's ordered nodes to elements; lines are counted once, as elements come in document order. */
class Reader {
  private offset = 0;
  private line = 1;

  constructor(private readonly document: string) {}

  elements(nodes: unknown): XmlElement[] {
    const found: XmlElement[] = [];
    for (const node of nodesOf(nodes)) {
      const name = Object.keys(node).find((key) => key !== ':@');
      if (name !== undefined && !name.startsWith('#')) found.push(this.element(name, node));
    }
    return found;
  }

  private element(qualified: string, node: Node): XmlElement {
    const line = this.lineOf(node);
    const colon = qualified.indexOf(':');
    return {
      name: qualified.slice(colon + 1),
      prefix: colon === -1 ? '' : qualified.slice(0, colon),
      attributes: attributesOf(node[':@']),
      children: this.elements(node[qualified]),
      text: ownText(node[qualified]),
      line,
    };
  }

  private lineOf(node: Node): number {
    const meta = node[META];
    const start = isNode(meta) && typeof meta['startIndex'] === 'number' ? meta['startIndex'] : this.offset;
    if (start > this.offset) {
      this.line += lineAt(this.document.slice(this.offset, start), start - this.offset) - 1;
      this.offset = start;
    }
    return this.line;
  }
}

const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

const attributesOf = (value: unknown): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  if (!isNode(value)) return found;
  for (const [name, raw] of Object.entries(value))
    // A literal line end or tab in an attribute is a space; one that was written as a reference stays.
    if (typeof raw === 'string') found.set(name.slice(1), unescapeXml(raw.replace(/[\n\t]/g, ' ')));
  return found;
};

const ownText = (value: unknown): string => {
  let text = '';
  for (const node of nodesOf(value)) {
    const plain = node['#text'];
    if (typeof plain === 'string') text += unescapeXml(plain);
    for (const part of nodesOf(node['#cdata'])) if (typeof part['#text'] === 'string') text += part['#text'];
  }
  return text;
};

/** First child of that local name. */
export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((c) => c.name === name);

/** All children of that local name. */
export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((c) => c.name === name) ?? [];

/** A child's text without outer white space; null when it is absent or empty. */
export const childText = (element: XmlElement | undefined, name: string): string | null => textOf(child(element, name));

/** An element's text without outer white space; null when it is absent or empty. */
export const textOf = (element: XmlElement | undefined): string | null => element?.text.trim() || null;

/** An attribute's value as written; null when it is absent. */
export const attribute = (element: XmlElement | undefined, name: string): string | null =>
  element?.attributes.get(name) ?? null;
