import { missionOf } from './missions.js';
import { paramValue, type Position, type Voevent } from './voevent.js';

export interface Trigger {
  readonly mission: string;
  /** The mission's own identifier, the same in every packet about the event. */
  readonly id: string;
}

export interface Classification {
  readonly label: string;
  /** 0 to 1; null when the packet gives none. */
  readonly probability: number | null;
}

/** What a packet means to an observatory, across missions. */
export interface Summary {
  readonly mission: string | null;
  readonly trigger: Trigger | null;
  readonly kind: 'new' | 'update' | 'retraction';
  /** True for role test and for packets that say so in other words; such a packet must never move a telescope. */
  readonly isTest: boolean;
  readonly testBecause: string | null;
  /** GCN notice type number. */
  readonly packetType: number | null;
  /** The publisher's word for the kind of packet, e.g. `BAT_GRB_Pos`, `Initial`. */
  readonly packetName: string | null;
  readonly classification: Classification | null;
  /** UTC. */
  readonly eventTime: Date | null;
  /** The source's position; null also when the packet fills the place with zeros or the whole sky. */
  readonly position: Position | null;
  /** Why a position that is written is not used. */
  readonly positionBecause: string | null;
  readonly title: string;
  readonly importance: number | null;
}

/** Reads the mission's conventions off a packet. Who may be believed is for the caller: anyone can write any stream. */
export const summarise = (voevent: Voevent): Summary => {
  const mission = missionOf(voevent);
  const trigger = mission?.id ? { mission: mission.name, id: mission.id } : null;
  const testBecause = whyTest(voevent);
  const { position, positionBecause } = sourcePosition(voevent);
  const type = paramValue(voevent, 'Packet_Type')?.trim() ?? '';
  const packetName = packetNameOf(voevent);
  return {
    mission: mission?.name ?? null,
    trigger,
    kind: kindOf(voevent),
    isTest: testBecause !== null,
    testBecause,
    packetType: /^\d{1,6}$/.test(type) ? Number(type) : null,
    packetName,
    classification: classify(voevent),
    eventTime: voevent.whereWhen?.eventTime ?? null,
    position,
    positionBecause,
    title: titleOf(voevent, trigger, packetName),
    importance: voevent.why?.importance ?? null,
  };
};

const says = (voevent: Voevent, name: string): boolean =>
  voevent.params.some((p) => p.name?.toLowerCase() === name && /^(?:true|1|yes)$/i.test(p.value?.trim() ?? ''));

/** GCN notice types that are tests by number: Swift-BAT, Fermi-GBM, Fermi-LAT, MAXI. */
const TEST_TYPES = new Set(['82', '119', '124', '136']);

const whyTest = (voevent: Voevent): string | null => {
  if (voevent.role === 'test') return 'its role is test';
  for (const flag of ['test_submission', 'test', 'internaltest', 'hardwareinj'])
    if (says(voevent, flag)) return `its flag ${flag} is set`;
  if (/^[MT]S?\d{6}/.test(paramValue(voevent, 'GraceID') ?? '')) return 'its GraceID is that of a mock event';
  if (/^false$/i.test(paramValue(voevent, 'isRealAlert') ?? '')) return 'it says that it is no real alert';
  if (TEST_TYPES.has(paramValue(voevent, 'Packet_Type')?.trim() ?? '')) return 'its packet type is that of tests';
  if (/(?:^|[_-])test(?:event)?(?:[_-]|$)/i.test(localOf(voevent))) return 'its identifier says test';
  return null;
};

const LVC_RETRACTION = '164';
/** GCN's later words about a trigger: Swift XRT, UVOT; Fermi-GBM in flight, ground, final. */
const UPDATE_NAME = /^(?:XRT_|UVOT_|GBM_(?:Flt|Gnd|Fin)_|FOM_|SC_Slew|.*_Update)/i;
const GRB_NAME = /^(?:BAT_GRB_|GBM_(?:Alert|Flt|Gnd|Fin))/i;

const kindOf = (voevent: Voevent): Summary['kind'] => {
  const relations = voevent.citations.filter((c) => c.ivoid !== voevent.ivoid).map((c) => c.relation);
  const alert = paramValue(voevent, 'AlertType')?.trim().toLowerCase() ?? '';
  if (
    relations.includes('retraction') ||
    alert === 'retraction' ||
    paramValue(voevent, 'Packet_Type')?.trim() === LVC_RETRACTION ||
    says(voevent, 'retraction') ||
    (GRB_NAME.test(localOf(voevent)) && says(voevent, 'def_not_a_grb'))
  )
    return 'retraction';
  if (relations.length > 0 || alert === 'update' || UPDATE_NAME.test(localOf(voevent)) || isLaterRevision(voevent))
    return 'update';
  return 'new';
};

/** IceCube counts revisions from 0; LVK counts the packets of one event from 1. */
const isLaterRevision = (voevent: Voevent): boolean =>
  Number(paramValue(voevent, 'Rev') ?? 0) > 0 ||
  (paramValue(voevent, 'GraceID') !== null && Number(paramValue(voevent, 'Pkt_Ser_Num') ?? 1) > 1);

const localOf = ({ ivoid }: Voevent): string => {
  const cut = ivoid.search(/[#?]/);
  return cut === -1 ? '' : ivoid.slice(cut + 1);
};

/** The words before the first number in the local identifier, else the alert type. */
const packetNameOf = (voevent: Voevent): string | null =>
  paramValue(voevent, 'AlertType') ??
  /^([A-Za-z]{2,40}(?:_[A-Za-z]{2,40}){1,6})(?=[_\d-]|$)/.exec(localOf(voevent))?.[1] ??
  null;

const ALL_SKY_DEG = 180;

const sourcePosition = (voevent: Voevent): Pick<Summary, 'position' | 'positionBecause'> => {
  const { position = null, positionFault = null } = voevent.whereWhen ?? {};
  const no = (because: string): Pick<Summary, 'position' | 'positionBecause'> => ({
    position: null,
    positionBecause: because,
  });
  if (positionFault) return no(positionFault.says);
  if (!position) return { position: null, positionBecause: null };
  if (/unavailable/i.test(paramValue(voevent, 'Coords_String') ?? ''))
    return no('The packet says that its coordinates are unavailable.');
  if (position.errorDeg !== null && position.errorDeg >= ALL_SKY_DEG) return no('The error radius covers the sky.');
  if (position.raDeg === 0 && position.decDeg === 0 && (position.errorDeg ?? 0) === 0)
    return no('The coordinates are zeros that stand for no position.');
  return { position, positionBecause: null };
};

/** Fermi-GBM's Most_Likely_Index. */
const GBM_CLASSES: Readonly<Record<string, string>> = {
  '3': 'below horizon',
  '4': 'GRB',
  '5': 'soft gamma repeater',
  '6': 'transient',
  '7': 'distant particles',
  '8': 'solar flare',
  '9': 'Cyg X-1',
  '10': 'SGR 1806-20',
  '11': 'GRO J0422+32',
  '19': 'terrestrial gamma-ray flash',
};

const classify = (voevent: Voevent): Classification | null =>
  likeliestOfGroup(voevent) ?? gbmClass(voevent) ?? firstConcept(voevent);

/** LVK: a Param for each class, its value the probability. */
const likeliestOfGroup = (voevent: Voevent): Classification | null => {
  const group = voevent.groups.findIndex((g) => g.name === 'Classification' || g.type === 'Classification');
  if (group === -1) return null;
  const classes = voevent.params
    .filter((p) => p.group === group && p.name !== null && p.value !== null)
    .map((p) => ({ label: p.name ?? '', probability: Number(p.value) }))
    .filter((c) => c.probability >= 0 && c.probability <= 1);
  return classes.length === 0 ? null : classes.reduce((best, c) => (c.probability > best.probability ? c : best));
};

const gbmClass = (voevent: Voevent): Classification | null => {
  const label = GBM_CLASSES[paramValue(voevent, 'Most_Likely_Index')?.trim() ?? ''];
  const percent = Number(paramValue(voevent, 'Most_Likely_Prob') ?? NaN);
  return label === undefined ? null : { label, probability: percent >= 0 && percent <= 100 ? percent / 100 : null };
};

const firstConcept = (voevent: Voevent): Classification | null => {
  const inference = voevent.why?.inferences.find((i) => i.concepts.length > 0);
  const label = inference?.concepts[0];
  return inference && label !== undefined ? { label, probability: inference.probability } : null;
};

const titleOf = (voevent: Voevent, trigger: Trigger | null, packetName: string | null): string => {
  const name = voevent.why?.inferences.flatMap((i) => i.names)[0];
  if (name !== undefined) return clip(name);
  if (trigger) return clip(`${trigger.mission} ${trigger.id}`);
  const who = voevent.author.title ?? voevent.author.shortName ?? voevent.stream;
  return clip(packetName ? `${who}: ${packetName}` : `${who}: ${localOf(voevent)}`);
};

const clip = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}...` : text);
