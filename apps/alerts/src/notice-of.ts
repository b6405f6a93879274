import type { Notice } from '@nightjar/contracts';
import { summarise, type Voevent } from '@nightjar/voevent';

/** What of a notice is read off the packet itself. */
export type NoticeFacts = Pick<
  Notice,
  | 'ivoid'
  | 'role'
  | 'version'
  | 'title'
  | 'mission'
  | 'trigger'
  | 'relation'
  | 'cites'
  | 'eventTime'
  | 'raDeg'
  | 'decDeg'
  | 'errorDeg'
>;

/**
 * A packet as the observatory speaks of it. A packet that says in any other way that it is a test gets the role test,
 * because that role alone keeps the telescope still.
 */
export function noticeOf(voevent: Voevent): NoticeFacts {
  const summary = summarise(voevent);
  const { position } = summary;
  return {
    ivoid: voevent.ivoid,
    role: summary.isTest ? 'test' : voevent.role,
    version: voevent.version,
    title: summary.title,
    mission: summary.mission,
    trigger: summary.trigger?.id ?? null,
    relation: summary.kind,
    cites: voevent.citations.map(({ ivoid }) => ivoid).filter((cited) => cited !== voevent.ivoid),
    eventTime: summary.eventTime?.toISOString() ?? null,
    raDeg: position?.raDeg ?? null,
    decDeg: position?.decDeg ?? null,
    errorDeg: position?.errorDeg ?? null,
  };
}

/** Why nothing is decided yet, or what the packet's own peculiarities let nobody decide. */
export const pendingBecause = (voevent: Voevent): string => {
  const { testBecause, positionBecause } = summarise(voevent);
  if (testBecause) return `received; it is a test: ${testBecause}`;
  return positionBecause ? `received without a position: ${positionBecause}` : 'received; not judged yet';
};
