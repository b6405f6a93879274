import { paramValue, type Voevent } from './voevent.js';

/** How one mission's packets name the event they are about. */
interface Mission {
  readonly name: string;
  /** Tested on the stream (`ivo://authority/resource`), so that a relay under its own authority is understood as well. */
  readonly stream: RegExp;
  /** The mission's own identifier of the event, the same in all packets about it; null when the packet has none. */
  readonly id: (voevent: Voevent) => string | null;
}

const byParam =
  (...names: readonly string[]) =>
  (voevent: Voevent): string | null => {
    for (const name of names) {
      const value = paramValue(voevent, name)?.trim();
      // GCN writes 0 where there is no trigger.
      if (value && value !== '0') return value;
    }
    return null;
  };

const localId = (voevent: Voevent): string | null => {
  const cut = voevent.ivoid.search(/[#?]/);
  return cut === -1 ? null : voevent.ivoid.slice(cut + 1) || null;
};

const firstOf =
  (...ways: readonly Mission['id'][]): Mission['id'] =>
  (voevent) => {
    for (const way of ways) {
      const id = way(voevent);
      if (id !== null) return id;
    }
    return null;
  };

/** IceCube counts events within runs, so neither number alone is the event's. */
const runAndEvent = (voevent: Voevent): string | null => {
  const [run, event] = [paramValue(voevent, 'run_id')?.trim(), paramValue(voevent, 'event_id')?.trim()];
  return run && event ? `${run}_${event}` : null;
};

const gcn = (name: string, stream: RegExp): Mission => ({ name, stream, id: byParam('TrigID', 'Trigger_ID_Num') });

/** In order; the first whose stream fits is the mission. One line adds a mission. */
export const MISSIONS: readonly Mission[] = [
  gcn('Swift', /\/swift$/i),
  gcn('Fermi', /\/fermi$/i),
  { name: 'LVK', stream: /^ivo:\/\/gwnet\//i, id: byParam('GraceID') },
  { name: 'IceCube', stream: /\/(?:amon|icecube)$/i, id: firstOf(runAndEvent, byParam('AMON_ID', 'event_id')) },
  gcn('MAXI', /\/maxi$/i),
  gcn('INTEGRAL', /\/integral$/i),
  gcn('AGILE', /\/agile$/i),
  gcn('ANTARES', /\/antares_alert$/i),
  gcn('MOA', /\/moa$/i),
  gcn('SNEWS', /\/snews$/i),
  gcn('Konus', /\/konus$/i),
  gcn('CALET', /\/calet$/i),
  gcn('HAWC', /\/hawc$/i),
  { name: 'SVOM', stream: /^ivo:\/\/org\.svom\//i, id: byParam('Burst_Id', 'TrigID') },
  { name: 'Einstein Probe', stream: /einstein[-_.]?probe|\/ep$/i, id: byParam('TrigID', 'Trigger_ID', 'id') },
  { name: 'Gaia', stream: /^ivo:\/\/gaia\.|\/gaia/i, id: localId },
  { name: 'ASAS-SN', stream: /\/asas-?sn$/i, id: localId },
  { name: 'CHIME', stream: /^ivo:\/\/ca\.chimenet/i, id: byParam('event_no') },
  { name: 'OGLE', stream: /ogle$/i, id: localId },
  { name: 'Parkes', stream: /^ivo:\/\/au\.csiro\.atnf\/parkes$/i, id: localId },
  gcn('H.E.S.S.', /^ivo:\/\/hess\//i),
];

/** The mission a packet's stream stands for, with its own identifier of the event. */
export const missionOf = (voevent: Voevent): { readonly name: string; readonly id: string | null } | null => {
  const mission = MISSIONS.find((m) => m.stream.test(voevent.stream));
  return mission ? { name: mission.name, id: mission.id(voevent) } : null;
};
