import { describe, expect, it } from '@jest/globals';
import { at, packet, where } from './packet.fixture.js';
import { parseVoevent } from './parse.js';
import { VoeventRefusal } from './refusal.js';
import { paramValue, type Position, type Warning } from './voevent.js';

const positionOf = (position2d: string, system?: string): Position | string | null => {
  const found = parseVoevent(packet(where(position2d, system))).whereWhen;
  return found?.position ?? found?.positionFault?.code ?? null;
};
const codes = (warnings: readonly Warning[]): string[] => warnings.map((w) => w.code);

describe('the position of a packet', () => {
  it.each([
    ['deg', at('10', '20', '0.1'), { raDeg: 10, decDeg: 20, errorDeg: 0.1, frame: 'ICRS' }],
    ['arcsec', at('36000', '-36000', '36', 'arcsec'), { raDeg: 10, decDeg: -10, errorDeg: 0.01 }],
    ['arcmin', at('600', '60', '6', 'arcmin'), { raDeg: 10, decDeg: 1, errorDeg: 0.1 }],
    ['hours', at('1.5', '10', '0.1', 'h'), { raDeg: 22.5, decDeg: 10, errorDeg: null }],
    [
      'hms',
      at('01:30:00', '-00:30:00', '0.1', 'hms').replace('<C2>', '<C2 pos_unit="dms">'),
      { raDeg: 22.5, decDeg: -0.5 },
    ],
    ['a full turn', at('360', '90', '0'), { raDeg: 0, decDeg: 90, errorDeg: 0 }],
  ])('is read in %s', (_, position2d, expected) => expect(positionOf(position2d)).toMatchObject(expected));

  it('may be without error', () => {
    expect(positionOf('<Position2D unit="deg"><Value2><C1>1</C1><C2>2</C2></Value2></Position2D>')).toMatchObject({
      errorDeg: null,
    });
  });

  it('may be written declination first', () => {
    const swapped = at('20', '10', '1').replace('>RA<', '>Dec<').replace('<Name2>Dec<', '<Name2>RA<');
    expect(positionOf(swapped)).toMatchObject({ raDeg: 10, decDeg: 20 });
  });

  it.each([
    ['ra_out_of_range', at('400', '10', '0.1')],
    ['ra_out_of_range', at('-0.1', '10', '0.1')],
    ['dec_out_of_range', at('10', '90.1', '0.1')],
    ['not_a_number', at('NaN', '10', '0.1')],
    ['not_a_number', at('0x10', '10', '0.1')],
    ['error_out_of_range', at('10', '10', '-1')],
    ['error_out_of_range', at('10', '10', 'INF')],
    ['unit_unknown', at('10', '10', '1', 'gon')],
    ['not_equatorial', at('10', '10', '1').replace('RA', 'GLON').replace('Dec', 'GLAT')],
    ['incomplete', '<Position2D unit="deg"/>'],
  ])('is refused with %s, and the packet is kept', (code, position2d) => expect(positionOf(position2d)).toBe(code));

  it('is refused in a frame that would have to be converted', () => {
    expect(positionOf(at('10', '10', '1'), 'UTC-FK4-TOPO')).toBe('not_equatorial');
  });

  it('may be missing', () => expect(positionOf('')).toBeNull());
});

describe('a packet', () => {
  it('keeps every Param, also nameless and repeated ones, with its group', () => {
    const voevent = parseVoevent(
      packet(
        '<What><Param value="1"/><Param name="x" value="2"/><Param name="x" value="3"/>' +
          '<Group name="g"><Param name="x"><Value> 4 </Value></Param></Group><Group><Param name="y" value="5"/></Group></What>',
      ),
    );
    expect(voevent.params.map((p) => [p.name, p.value, p.group])).toEqual([
      [null, '1', null],
      ['x', '2', null],
      ['x', '3', null],
      ['x', '4', 0],
      ['y', '5', 1],
    ]);
    expect([paramValue(voevent, 'X'), paramValue(voevent, 'x', 'g'), paramValue(voevent, 'z')]).toEqual([
      '2',
      '4',
      null,
    ]);
  });

  it('reads no Param out of a comment or a CDATA section', () => {
    const inside =
      '<What><!-- <Param name="a"/> --><Description><![CDATA[<Param name="b"/> &amp;]]></Description></What>';
    expect(parseVoevent(packet(inside))).toMatchObject({ params: [], whatDescription: '<Param name="b"/> &amp;' });
  });

  it('keeps tables', () => {
    const table =
      '<What><Table name="t"><Field name="a" unit="s"/><Data><TR><TD>1</TD></TR><TR><TD>2</TD></TR></Data></Table></What>';
    expect(parseVoevent(packet(table)).tables).toEqual([
      { name: 't', fields: [{ name: 'a', unit: 's', ucd: null }], rows: [['1'], ['2']] },
    ]);
  });

  it('links only http and https', () => {
    const links = '<Reference uri="javascript:alert(1)"/><How><Reference uri="https://a.example/"/></How>';
    const voevent = parseVoevent(packet(links));
    expect(voevent.references[0]).toMatchObject({ uri: 'javascript:alert(1)', link: null });
    expect(voevent.how?.references[0]?.link).toBe('https://a.example/');
  });

  it('is an observation without a role, and is flagged', () => {
    const voevent = parseVoevent(packet('', 'version="2.0" ivorn="ivo://a.example/s#1"'));
    expect(voevent.role).toBe('observation');
    expect(codes(voevent.warnings)).toContain('role_missing');
  });

  it('may lack the namespace, and is flagged', () => {
    const bare = new TextEncoder().encode(
      '<VOEvent version="2.0" role="test" ivorn="ivo://a.example/s#1"><X/></VOEvent>',
    );
    expect(codes(parseVoevent(bare).warnings)).toEqual(['namespace_missing', 'unknown_element']);
  });

  it('flags an event that lies after its report', () => {
    const early = '<Who><Date>2025-01-01T00:00:00</Date></Who>' + where('');
    expect(codes(parseVoevent(packet(early)).warnings)).toContain('time_in_future');
    expect(codes(parseVoevent(packet(where('')), { receivedAt: new Date('2025-06-01') }).warnings)).toContain(
      'time_in_future',
    );
  });

  it('takes time and position from one coordinate system and flags a second', () => {
    const two = where(at('1', '2', '3'), 'TDB-ICRS-BARY').replace(
      '<AstroCoords',
      '<AstroCoordSystem id="UTC-FK5-GEO"/><AstroCoords',
    );
    const { whereWhen, warnings } = parseVoevent(packet(two));
    expect(whereWhen).toMatchObject({ timeScale: 'TDB', position: { frame: 'ICRS' } });
    expect(codes(warnings)).toEqual(['coordinate_systems_differ']);
  });

  it('may name a stream only where that is allowed', () => {
    const stream = packet('', 'version="2.0" role="test" ivorn="ivo://a.example/s"');
    expect(parseVoevent(stream, { requireLocalId: false }).ivoid).toBe('ivo://a.example/s');
    expect(() => parseVoevent(stream)).toThrow(expect.objectContaining({ code: 'no_local_id' }));
  });

  it.each([
    ['bad_role', packet('', 'version="2.0" role="observe" ivorn="ivo://a.example/s#1"')],
    ['missing_ivoid', packet('', 'version="2.0" role="test"')],
    ['unsupported_version', packet('', 'version="3.0" ivorn="ivo://a.example/s#1"')],
    ['version_mismatch', packet('', 'version="2.1" ivorn="ivo://a.example/s#1"')],
    ['bad_namespace', packet('', undefined, '9.9')],
    ['unexpected_element', packet('<Nonsense/>')],
    ['duplicate_element', packet('<Who/>\n<Who/>')],
    ['bad_date', packet('<Who><Date>yesterday</Date></Who>')],
    ['bad_citation', packet('<Citations><EventIVORN cite="cancel">ivo://a.example/s#0</EventIVORN></Citations>')],
    ['entity_refused', packet('<Description>&nbsp;</Description>')],
    ['malformed_xml', packet('<Description>&#0;</Description>')],
    ['malformed_xml', packet('<Who></What>')],
    ['malformed_xml', packet('<Who a="1" a="2"/>')],
    ['malformed_xml', packet('<__proto__/>')],
    ['too_deep', packet('<Group>'.repeat(70) + '</Group>'.repeat(70))],
    ['too_many_attributes', packet(`<Who ${Array.from({ length: 65 }, (_, i) => `a${i}=""`).join(' ')}/>`)],
    ['too_many_attributes', packet(`<What>${`<X ${'a b c d e f g h'.replace(/\w/g, '$&=""')}/>`.repeat(6000)}</What>`)],
    ['too_many_params', packet(`<What>${'<Param/>'.repeat(10_001)}</What>`)],
    ['too_many_elements', packet(`<What>${'<X/>'.repeat(20_001)}</What>`)],
    ['too_large', new Uint8Array(1024 * 1024 + 1)],
    ['empty', new Uint8Array(0)],
  ])('is refused with %s', (code, bytes) => {
    expect(() => parseVoevent(bytes)).toThrow(VoeventRefusal);
    expect(() => parseVoevent(bytes)).toThrow(expect.objectContaining({ code }));
  });

  it('is refused with the line', () => {
    expect(() => parseVoevent(packet('<Who/>\n<Nonsense/>'))).toThrow(expect.objectContaining({ line: 4 }));
    expect(() => parseVoevent(packet('<Who>\n<a></b>\n</Who>'))).toThrow(expect.objectContaining({ line: 4 }));
  });
});

describe('the encoding of a packet', () => {
  const xml = (declared: string): string =>
    `<?xml version="1.0"${declared}?><VOEvent version="2.0" role="test" ivorn="ivo://a.example/s#1"><Description>é</Description></VOEvent>`;
  const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(xml(''))],
    ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${xml(' encoding="utf-8"')}`)],
    ['UTF-16, little end first', utf16(xml(' encoding="UTF-16"'))],
    ['UTF-16, big end first', Buffer.from(utf16(xml(' encoding="UTF-16"'))).swap16()],
    ['declared ISO-8859-1', Buffer.from(xml(" encoding='ISO-8859-1'"), 'latin1')],
  ])('may be %s', (_, bytes) => expect(parseVoevent(bytes).description).toBe('é'));

  it.each([
    ['bad_encoding', Buffer.from(xml(''), 'latin1')],
    ['bad_encoding', Buffer.from(xml(' encoding="UTF-16"'))],
    ['encoding_unsupported', Buffer.from(xml(' encoding="EBCDIC-US"'))],
    ['bad_encoding', Buffer.concat([Buffer.from('<a>'), Buffer.of(0xc0, 0xaf)])],
  ])('is refused with %s when it lies or is foreign', (code, bytes) => {
    expect(() => parseVoevent(bytes)).toThrow(expect.objectContaining({ code }));
  });
});
