import { describe, expect, it } from '@jest/globals';
import { buildVoevent, type VoeventDraft } from './build.js';
import { parseVoevent } from './parse.js';
import { summarise, type Summary } from './summary.js';

const P = (name: string, value: string): { name: string; value: string } => ({ name, value });
const meaning = (ivoid: string, draft: Partial<VoeventDraft> = {}): Summary =>
  summarise(parseVoevent(buildVoevent({ role: 'observation', ...draft, ivoid })));
const swift = 'ivo://nasa.gsfc.gcn/SWIFT#BAT_GRB_Pos_1-2';
const lvk = 'ivo://gwnet/LVC#S1-1-Initial';

describe('the mission and trigger of a packet', () => {
  it.each([
    [swift, [P('TrigID', '306757')], 'Swift', '306757'],
    ['ivo://nasa.gsfc.gcn/Fermi#GBM_Alert_1', [P('TrigID', '526751822')], 'Fermi', '526751822'],
    [lvk, [P('GraceID', 'S230518h')], 'LVK', 'S230518h'],
    [
      'ivo://nasa.gsfc.gcn/AMON#ICECUBE_1',
      [P('run_id', '134191'), P('event_id', '17593623')],
      'IceCube',
      '134191_17593623',
    ],
    ['ivo://nasa.gsfc.gcn/MAXI#Unknown_1', [P('TrigID', '7')], 'MAXI', '7'],
    ['ivo://gaia.cam.uk/alerts#Gaia16aac', [], 'Gaia', 'Gaia16aac'],
    ['ivo://voevent.4pisky.org/ASASSN#x', [], 'ASAS-SN', 'x'],
    ['ivo://org.svom/fsc#sb1_eclairs', [P('Burst_Id', 'sb1')], 'SVOM', 'sb1'],
    ['ivo://org.example/einstein_probe#1', [P('id', '01709')], 'Einstein Probe', '01709'],
    ['ivo://ca.chimenet.frb/FRB-DETECTION-#1', [P('event_no', '9')], 'CHIME', '9'],
  ])('are read from %s', (ivoid, params, mission, id) => {
    expect(meaning(ivoid, { params })).toMatchObject({ mission, trigger: { mission, id } });
  });

  it('are null where the packet gives zero or the mission is unknown', () => {
    expect(meaning(swift, { params: [P('TrigID', '0')] })).toMatchObject({ mission: 'Swift', trigger: null });
    expect(meaning('ivo://a.example/s#1', { params: [P('TrigID', '5')] })).toMatchObject({
      mission: null,
      trigger: null,
    });
  });
});

describe('the kind of a packet', () => {
  const cites = (
    relation: 'followup' | 'supersedes' | 'retraction',
    ivoid = 'ivo://a.example/s#0',
  ): Partial<VoeventDraft> => ({
    citations: [{ ivoid, relation }],
  });
  it.each([
    ['new', swift, {}],
    ['update', swift, cites('followup')],
    ['update', swift, cites('supersedes')],
    ['retraction', swift, cites('retraction')],
    ['new', swift, cites('retraction', swift)],
    ['update', 'ivo://nasa.gsfc.gcn/SWIFT#XRT_Pos_1-2', {}],
    ['update', 'ivo://nasa.gsfc.gcn/Fermi#GBM_Fin_Pos_1', {}],
    ['retraction', swift, { params: [P('Def_NOT_a_GRB', 'true')] }],
    ['retraction', lvk, { params: [P('AlertType', 'Retraction')] }],
    ['update', lvk, { params: [P('AlertType', 'Update')] }],
    ['update', lvk, { params: [P('GraceID', 'S1'), P('Pkt_Ser_Num', '2')] }],
    ['retraction', 'ivo://nasa.gsfc.gcn/AMON#1', { params: [P('Retraction', 'true')] }],
    ['update', 'ivo://nasa.gsfc.gcn/AMON#1', { params: [P('Rev', '1')] }],
  ] as const)('is %s for %s with %j', (kind, ivoid, draft) => expect(meaning(ivoid, draft).kind).toBe(kind));
});

describe('a test', () => {
  it.each([
    [swift, { role: 'test' as const }],
    [swift, { params: [P('Test_Submission', 'true')] }],
    ['ivo://nasa.gsfc.gcn/SNEWS#1', { params: [P('InternalTest', 'true')] }],
    [lvk, { params: [P('GraceID', 'MS230604g')] }],
    [lvk, { params: [P('HardwareInj', '1')] }],
    [swift, { params: [P('Packet_Type', '82')] }],
    ['ivo://a.example/broker#TestEvent-2026', {}],
  ])('is known by %s with %j', (ivoid, draft) => {
    expect(meaning(ivoid, draft)).toMatchObject({ isTest: true, testBecause: expect.stringMatching(/\w/) });
  });

  it('is not seen in the flags of a real event', () => {
    const params = [P('Test_Submission', 'false'), P('GraceID', 'S230518h'), P('HardwareInj', '0')];
    expect(meaning(lvk, { params })).toMatchObject({ isTest: false, testBecause: null });
  });
});

describe('the position to point at', () => {
  const with_ = (raDeg: number, decDeg: number, errorDeg: number | null, coords = 'source_object'): Summary =>
    meaning(swift, {
      params: [P('Coords_String', coords)],
      whereWhen: { position: { raDeg, decDeg, errorDeg, frame: 'ICRS' } },
    });

  it('is the one of the packet', () => expect(with_(0, 10, 0).position).toMatchObject({ raDeg: 0, decDeg: 10 }));

  it.each([
    ['zeros', with_(0, 0, 0)],
    ['the whole sky', with_(10, 10, 360)],
    ['what the packet calls unavailable', with_(10, 10, 1, 'unavailable/inappropriate')],
  ])('is not %s', (_, summary) => {
    expect(summary).toMatchObject({ position: null, positionBecause: expect.stringMatching(/\w/) });
  });
});

describe('the classification', () => {
  it('is the likeliest of a Classification group', () => {
    const params = [
      { ...P('BNS', '0.1'), group: 0 },
      { ...P('NSBH', '0.8'), group: 0 },
      { ...P('Terrestrial', '0.1'), group: 0 },
    ];
    const { classification } = meaning(lvk, { groups: [{ name: 'Classification' }], params });
    expect(classification).toEqual({ label: 'NSBH', probability: 0.8 });
  });

  it('is the class that Fermi-GBM finds most likely', () => {
    const params = [P('Most_Likely_Index', '4'), P('Most_Likely_Prob', '95')];
    expect(meaning('ivo://nasa.gsfc.gcn/Fermi#GBM_Flt_1', { params }).classification).toEqual({
      label: 'GRB',
      probability: 0.95,
    });
  });
});
