/** What travels as it is: printable ASCII without `%`, and no space at either end, where the server's client cuts it off. */
const PLAIN = /^[!-$&-~](?:[ -$&-~]*[!-$&-~])?$/;

/** Any text as a header's value, readable where it can be. Half of a surrogate pair becomes U+FFFD, as UTF-8 has none. */
export const toHeader = (text: string): string =>
  text === '' || PLAIN.test(text) ? text : encodeURIComponent(Buffer.from(text).toString());

/** The text again; what others wrote and is not encoded stays as it is. */
export function fromHeader(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
