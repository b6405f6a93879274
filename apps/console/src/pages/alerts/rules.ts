import type { Notice, ObservationRequest } from '@nightjar/contracts';
import { latencyS } from '../../shown/duration.js';
import { instantOf } from '../../shown/time.js';

export const ROLES = ['observation', 'prediction', 'utility', 'test'] as const;

export interface AlertFilter {
  readonly role: string | undefined;
  readonly q: string | undefined;
}

/** The notices that are asked for: by role, and by a text in title, mission, trigger or identifier. */
export const filterNotices = (notices: readonly Notice[], { role, q }: AlertFilter): Notice[] => {
  const wanted = q?.trim().toLowerCase() ?? '';
  return notices.filter((notice) => {
    if (role && notice.role !== role) return false;
    return `${notice.title} ${notice.mission ?? ''} ${notice.trigger ?? ''} ${notice.ivoid}`
      .toLowerCase()
      .includes(wanted);
  });
};

/** Seconds from the event on the sky to our receipt of the notice. */
export const noticeLatencyS = (notice: Notice): number | null =>
  latencyS(instantOf(notice.eventTime), instantOf(notice.receivedAt));

/** What came of a notice: its request, where it made one. */
export const requestOf = (notice: Notice, requests: readonly ObservationRequest[]): ObservationRequest | null =>
  requests.find(({ id, notice: from }) => id === notice.outcome.request || from === notice.id) ?? null;

/** A retraction, and what it retracts, are struck through. */
export const isStruck = (notice: Notice, notices: readonly Notice[]): boolean =>
  notice.relation === 'retraction' ||
  notices.some(({ relation, cites }) => relation === 'retraction' && cites.includes(notice.ivoid));
