import { shown, VoeventRefusal } from './refusal.js';

const DECLARATION = /^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']/;
const UTF8_NAMES = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const LATIN1_NAMES = new Set(['iso-8859-1', 'latin1', 'latin-1', 'iso_8859-1']);

/**
 * Bytes of an XML document to text, by byte-order mark, then by declaration, then UTF-8. Line ends become `\n`.
 * @throws VoeventRefusal `bad_encoding` when the bytes are not what the document says, `encoding_unsupported`.
 */
export const decodeXml = (bytes: Uint8Array): string => endLines(decode(bytes));

const endLines = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

const decode = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return strictly('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return strictly('utf-16be', bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return strictly('utf-8', bytes);
  const declared = declaredEncoding(bytes);
  if (declared === null || UTF8_NAMES.has(declared)) return strictly('utf-8', bytes);
  if (LATIN1_NAMES.has(declared))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (declared === 'windows-1252') return strictly('windows-1252', bytes);
  if (declared.startsWith('utf-16'))
    throw new VoeventRefusal('bad_encoding', 'The document declares UTF-16 but has no byte-order mark.');
  throw new VoeventRefusal(
    'encoding_unsupported',
    `Encoding ${shown(declared)} is not supported; send UTF-8, UTF-16 with a byte-order mark, or ISO-8859-1.`,
  );
};

const declaredEncoding = (bytes: Uint8Array): string | null => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 260)).toString('latin1');
  return DECLARATION.exec(head.trimStart())?.[1]?.toLowerCase() ?? null;
};

/** The decoder drops a byte-order mark and refuses any sequence that is not well formed (also overlong ones). */
const strictly = (encoding: string, bytes: Uint8Array): string => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new VoeventRefusal('bad_encoding', `The bytes are not valid ${encoding.toUpperCase()}.`);
  }
};
