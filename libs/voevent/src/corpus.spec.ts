import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cpuMs } from './packet.fixture.js';
import { VtpFramer } from './frame.js';
import { parseVoevent } from './parse.js';
import { VoeventRefusal } from './refusal.js';
import { summarise } from './summary.js';

const corpus = process.env['CORPUS_DIR'];
const whenGiven = corpus ? describe : describe.skip;
const read = (set: string, name: string): Uint8Array => readFileSync(join(corpus ?? '', set, name));
const files = (set: string): string[] =>
  corpus ? readdirSync(join(corpus, set)).filter((f) => f.endsWith('.xml')) : ['(set CORPUS_DIR)'];
const starting = (set: string, start: string): Uint8Array =>
  read(set, files(set).find((f) => f.startsWith(start)) ?? start);
const refusalOf = (bytes: Uint8Array): string | null => {
  try {
    parseVoevent(bytes);
    return null;
  } catch (error) {
    if (error instanceof VoeventRefusal) return error.code;
    throw error;
  }
};

/** Packets seen in the wild that a strict author's port refuses. */
const REFUSED: Readonly<Record<string, string>> = {
  'ANTARES-01': 'bad_namespace',
  'ANTARES-02': 'bad_namespace',
  'HESS-01': 'bad_role',
  'INTEGRAL-01': 'bad_ivoid',
  'Other-11': 'no_local_id',
};

whenGiven('real packets', () => {
  it.each(files('voevents-real'))('%s is read, or refused as expected', (name) => {
    const expected = REFUSED[/^[A-Za-z_]+-\d+/.exec(name)?.[0] ?? ''] ?? null;
    expect(refusalOf(read('voevents-real', name))).toBe(expected);
  });

  it.each(files('voevents-real'))('%s keeps its identifier, its Params and its coordinates', (name) => {
    const bytes = read('voevents-real', name);
    if (refusalOf(bytes) !== null) return;
    const text = Buffer.from(bytes).toString('utf8');
    const voevent = parseVoevent(bytes);
    expect(text).toContain(`ivorn="${voevent.ivoid}"`);
    expect(voevent.params).toHaveLength(text.match(/<Param[\s>/]/g)?.length ?? 0);
    expect(voevent.whereWhen?.positionFault ?? null).toBeNull();
    const coordinates = /<Value2>\s*<C1[^>]*>([^<]*)<\/C1>\s*<C2[^>]*>([^<]*)</.exec(text);
    if (coordinates) {
      expect(voevent.whereWhen?.position?.raDeg).toBe(Number(coordinates[1]));
      expect(voevent.whereWhen?.position?.decDeg).toBe(Number(coordinates[2]));
    } else expect(voevent.whereWhen?.position ?? null).toBeNull();
    const time = /<ISOTime>(\d{4}-\d\d-\d\dT\d\d:\d\d)/.exec(text)?.[1];
    const isUtc = !text.includes('TDB-');
    if (time && isUtc) expect(voevent.whereWhen?.eventTime?.toISOString().slice(0, 16)).toBe(time);
  });

  it.each([
    ['Swift_BAT-41', { trigger: { mission: 'Swift', id: '655721' }, kind: 'new', packetType: 61, title: 'GRB 150915' }],
    ['Swift_XRT-08', { trigger: { mission: 'Swift', id: '655721' }, kind: 'update', packetName: 'XRT_Pos' }],
    ['GBM_Alert-04', { trigger: { mission: 'Fermi', id: '526751822' }, kind: 'new', position: null }],
    ['GBM_Flt-02', { kind: 'update', classification: { label: 'GRB', probability: 0.95 } }],
    ['LVK-04', { trigger: { mission: 'LVK', id: 'S230518h' }, kind: 'update', classification: { label: 'NSBH' } }],
    ['LVK-06', { trigger: { mission: 'LVK', id: 'S230518h' }, kind: 'retraction', position: null, isTest: false }],
    ['LVK-15', { trigger: { mission: 'LVK', id: 'S190518bb' }, kind: 'retraction' }],
    ['LVK-10', { isTest: true, kind: 'update' }],
    ['LVK-13', { isTest: true, kind: 'new' }],
    ['LVK-18', { isTest: true }],
    ['IceCube-01', { trigger: { mission: 'IceCube', id: '134191_17593623' }, kind: 'new' }],
    ['IceCube-02', { trigger: { mission: 'IceCube', id: '134191_17593623' }, kind: 'update' }],
    ['MAXI-05', { trigger: { mission: 'MAXI', id: '599999' }, isTest: true }],
    ['Gaia-02', { trigger: { mission: 'Gaia', id: 'Gaia16aac' }, eventTime: new Date('2016-01-16T07:51:18.816Z') }],
    ['ASASSN-01', { mission: 'ASAS-SN', isTest: false }],
    ['SVOM-01', { trigger: { mission: 'SVOM', id: 'sb25120806' }, kind: 'new' }],
    ['CHIME-01', { trigger: { mission: 'CHIME', id: '217097677' } }],
    ['SNEWS-01', { position: null, positionBecause: expect.stringContaining('sky') }],
    ['AGILE-02', { mission: 'AGILE', trigger: null }],
  ])('%s means what its mission means by it', (start, expected) => {
    expect(summarise(parseVoevent(starting('voevents-real', start)))).toMatchObject(expected);
  });

  it('are read in a few milliseconds each', () => {
    const packets = files('voevents-real').map((name) => read('voevents-real', name));
    packets.forEach(refusalOf);
    expect(cpuMs(() => packets.forEach(refusalOf)) / packets.length).toBeLessThan(5);
  });
});

/** What the corpus asks of a good broker: a code where it must refuse, null where it must accept. */
const BAD: Readonly<Record<string, string | null>> = {
  '01': 'doctype_refused',
  '02': 'doctype_refused',
  '03': 'doctype_refused',
  '04': 'doctype_refused',
  '05': 'doctype_refused',
  '06': 'doctype_refused',
  '07': 'doctype_refused',
  '08': 'too_deep',
  '09': 'too_deep',
  '10': 'too_many_attributes',
  '11': null,
  '12': 'bad_encoding',
  '13': 'bad_encoding',
  '14': 'malformed_xml',
  '15': null,
  '16': null,
  '17': null,
  '18': 'malformed_xml',
  '19': 'malformed_xml',
  '20': 'empty',
  '21': 'malformed_xml',
  '22': 'missing_ivoid',
  '23': 'missing_ivoid',
  '24': 'no_local_id',
  '25': 'bad_ivoid',
  '26': 'bad_ivoid',
  '27': null,
  '28': null,
  '29': 'bad_ivoid',
  '30': 'bad_ivoid',
  '31': null,
  '32': 'bad_ivoid',
  '33': 'bad_ivoid',
  '34': null,
  '35': 'bad_role',
  '36': 'bad_role',
  '37': 'not_voevent',
  '38': null,
  '39': null,
  '40': null,
  '41': 'bad_namespace',
  '42': 'version_mismatch',
  '43': 'unexpected_element',
  '44': 'duplicate_element',
  '45': 'bad_date',
  '59': 'bad_citation',
  '68': 'too_large',
};

whenGiven('hostile and broken packets', () => {
  it.each(files('voevents-bad'))('%s is answered as a good broker answers, at once', (name) => {
    const bytes = read('voevents-bad', name);
    expect(cpuMs(() => refusalOf(bytes))).toBeLessThan(200);
    expect(refusalOf(bytes)).toBe(BAD[name.slice(0, 2)] ?? null);
  });

  it.each([
    ['46', 'ra_out_of_range'],
    ['47', 'not_a_number'],
    ['48', 'error_out_of_range'],
    ['49', 'error_out_of_range'],
  ])('%s is kept, but its position is refused with %s', (start, code) => {
    const { whereWhen } = parseVoevent(starting('voevents-bad', start));
    expect(whereWhen).toMatchObject({ position: null, positionFault: { code } });
  });

  it.each([
    ['50', 'time_in_future'],
    ['51', 'coordinate_systems_differ'],
  ])('%s is flagged %s', (start, code) => {
    expect(parseVoevent(starting('voevents-bad', start)).warnings).toMatchObject([{ code }]);
  });

  it('loses none of seven Params without name or twice', () => {
    expect(parseVoevent(starting('voevents-bad', '60')).params.map((p) => p.value)).toEqual([
      '1',
      '2',
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  it.each([
    ['80-frame-oversize', ['oversize']],
    ['81-frame-little-endian', ['oversize']],
    ['82-frame-zero', ['empty']],
    ['83-frame-http', ['oversize']],
    ['84-frame-tls-client-hello', ['oversize']],
    ['85-frame-half', []],
    ['86-two-frames', ['frame', 'frame']],
  ])('%s is cut into %j', (name, kinds) => {
    expect(new VtpFramer().push(read('voevents-bad', `${name}.bin`)).map((o) => o.kind)).toEqual(kinds);
  });
});
