import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from './limits.js';
import { readMessage } from './message.js';
import { cpuMs, packet } from './packet.fixture.js';

const SIZE = DEFAULT_LIMITS.maxBytes - 1000;
const fill = (piece: string): string => piece.repeat(Math.floor(SIZE / piece.length));
const upTo = (piece: string, times: number): string => piece.repeat(Math.min(times, Math.floor(SIZE / piece.length)));

describe('a packet as large as is allowed', () => {
  it.each([
    ['references', packet(`<Description>${fill('&amp;')}</Description>`)],
    ['ampersands', packet(`<Description>${fill('&')}</Description>`)],
    ['white space', packet(`<Description>${fill(' ')}</Description>`)],
    ['line feeds', packet(fill('\n'))],
    ['carriage returns', packet(fill('\r'))],
    ['comments', packet(fill('<!---->'))],
    ['unclosed comments', packet(fill('<!--'))],
    ['CDATA', packet(`<Description>${fill('<![CDATA[]]>')}</Description>`)],
    ['text between CDATA', packet(`<Description>${fill('a<![CDATA[b]]>')}</Description>`)],
    ['instructions', packet(fill('<?a?>'))],
    ['less-than signs', packet(fill('<'))],
    ['greater-than signs', packet(`<Description>${fill('>')}</Description>`)],
    ['one attribute', packet(`<Who a="${fill('x')}"/>`)],
    ['one attribute of references', packet(`<Who a="${fill('&#10;')}"/>`)],
    ['quotes in an attribute', packet(`<Who a="${fill("'")}"/>`)],
    ['an unclosed attribute', packet(`<Who a="${fill('x=')}/>`)],
    ['space before an attribute', packet(`<Who ${fill(' ')}a="1"/>`)],
    ['space in a tag that ends badly', packet(`<Who ${fill(' ')}`)],
    ['attributes without value', packet(`<Who ${fill('a ')}/>`)],
    ['one name', packet(`<${fill('a')}/>`)],
    ['colons', packet(`<${fill('a:')}/>`)],
    ['elements', packet(`<What>${upTo('<a/>', 19_000)}</What>`)],
    ['elements in steps', packet(`<What>${upTo('<a><b><c></c></b></a>', 6_000)}</What>`)],
    ['Params', packet(`<What>${upTo('<Param name="x" value="1"/>', 10_000)}</What>`)],
    [
      'Params with many attributes',
      packet(`<What>${upTo(`<Param ${Array.from({ length: 60 }, (_, i) => `a${i}=""`).join(' ')}/>`, 9999)}</What>`),
    ],
    ['lines of Params', packet(`<What>${upTo('<Param\n\n\n\nname\n=\n"x"\n\n\n/>\n\n\n', 9999)}</What>`)],
    ['Groups', packet(`<What>${upTo('<Group name="g"><Param/></Group>', 9999)}</What>`)],
    ['end tags', packet(fill('</a>'))],
    ['a name of the parser', packet(`<What>${upTo('<toString/>', 9999)}</What>`)],
    ['citations', packet(`<Citations>${upTo('<EventIVORN>ivo://a.b/c#d</EventIVORN>', 19_000)}</Citations>`)],
  ])('is read or refused in time: %s', (_, bytes) => {
    expect(bytes.length).toBeLessThanOrEqual(DEFAULT_LIMITS.maxBytes);
    let kind: string | null = null;
    expect(cpuMs(() => (kind = readMessage(bytes).kind))).toBeLessThan(1000);
    expect(['voevent', 'unreadable']).toContain(kind);
  });
});
